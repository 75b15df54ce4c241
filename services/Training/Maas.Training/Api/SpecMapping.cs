using Maas.Contracts.Training.V1;
using Maas.Errors;
using Maas.Training.Jobs;

namespace Maas.Training.Api;

/// <summary>What to train, on the wire.</summary>
internal static class SpecMapping
{
    extension(TrainingSpec spec)
    {
        /// <exception cref="MaasException"><c>INVALID_FIELD</c>: the name of the data.</exception>
        public JobSpec FromProto()
        {
            var (dataset, number) = TrainingNames.DatasetVersion(
                spec.DatasetVersion, "training_job.spec.dataset_version");
            var knobs = spec.Hyperparameters ?? new Hyperparameters();
            return new JobSpec
            {
                DatasetId = dataset,
                DatasetNumber = number,
                TargetColumn = spec.TargetColumn,
                Task = spec.Task,
                Algorithm = spec.Algorithm,
                Features = [.. spec.Features.Select(feature => new FeatureChoice(
                    feature.Column, feature.Imputation, feature.ImputationConstant, feature.Scaling))],
                TestRatio = spec.Split is { HasTestRatio: true } split ? split.TestRatio : null,
                L2Penalty = knobs.HasL2Penalty ? knobs.L2Penalty : null,
                HiddenUnits = [.. knobs.HiddenUnits],
                LearningRate = knobs.HasLearningRate ? knobs.LearningRate : null,
                EpochCount = knobs.HasEpochCount ? knobs.EpochCount : null,
                BatchSize = knobs.HasBatchSize ? knobs.BatchSize : null,
                Seed = spec.Seed,
                Model = spec.Model,
                Alias = spec.Alias,
            };
        }
    }

    extension(JobSpec spec)
    {
        public TrainingSpec ToProto()
        {
            var mapped = new TrainingSpec
            {
                DatasetVersion = Datasets.DatasetVersion.NameOf(spec.DatasetId, spec.DatasetNumber),
                TargetColumn = spec.TargetColumn,
                Task = spec.Task,
                Algorithm = spec.Algorithm,
                Features = { spec.Features.Select(feature => feature.ToProto()) },
                Split = new SplitSpec(),
                Hyperparameters = spec.ToHyperparameters(),
                Seed = spec.Seed,
                Model = spec.Model,
                Alias = spec.Alias,
            };
            if (spec.TestRatio is { } ratio)
            {
                mapped.Split.TestRatio = ratio;
            }

            return mapped;
        }

        private Hyperparameters ToHyperparameters()
        {
            var knobs = new Hyperparameters { HiddenUnits = { spec.HiddenUnits } };
            if (spec.L2Penalty is { } penalty)
            {
                knobs.L2Penalty = penalty;
            }

            if (spec.LearningRate is { } rate)
            {
                knobs.LearningRate = rate;
            }

            if (spec.EpochCount is { } epochs)
            {
                knobs.EpochCount = epochs;
            }

            if (spec.BatchSize is { } batch)
            {
                knobs.BatchSize = batch;
            }

            return knobs;
        }
    }

    extension(FeatureChoice feature)
    {
        private FeatureSpec ToProto() => new()
        {
            Column = feature.Column,
            Imputation = feature.Imputation,
            ImputationConstant = feature.ImputationConstant,
            Scaling = feature.Scaling,
        };
    }
}
