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
            return new JobSpec
            {
                DatasetId = dataset,
                DatasetNumber = number,
                TargetColumn = spec.TargetColumn,
                Task = spec.Task,
                Algorithm = spec.Algorithm,
                Features = [.. spec.Features.Select(feature => feature.FromProto())],
                FeaturePlan = spec.FeaturePlan,
                TestRatio = spec.Split is { HasTestRatio: true } split ? split.TestRatio : null,
                SplitMethod = spec.Split?.Method ?? "",
                SplitColumn = spec.Split?.Column ?? "",
                ValidationRatio = spec.Split is { HasValidationRatio: true } held ? held.ValidationRatio : null,
                FoldCount = spec.Split?.FoldCount ?? 0,
                Search = spec.Search?.FromProto(),
                Patience = spec.EarlyStopping?.Patience,
                MinImprovement = spec.EarlyStopping?.MinImprovement ?? 0,
                RowNormalization = spec.RowNormalization,
                DropDuplicates = spec.DropDuplicates,
                ClassWeighting = spec.ClassWeighting,
                Calibration = spec.Calibration,
                DecisionMetric = spec.DecisionMetric,
                Variants = [.. spec.Variants.Select(variant => variant.FromProto())],
                Knobs = (spec.Hyperparameters ?? new Hyperparameters()).FromProto(),
                DevicePolicy = spec.DevicePolicy,
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
                FeaturePlan = spec.FeaturePlan,
                Split = new SplitSpec { Method = spec.SplitMethod, Column = spec.SplitColumn, FoldCount = spec.FoldCount },
                Search = spec.Search?.ToProto(),
                Hyperparameters = spec.Knobs.ToProto(),
                RowNormalization = spec.RowNormalization,
                DropDuplicates = spec.DropDuplicates,
                ClassWeighting = spec.ClassWeighting,
                Calibration = spec.Calibration,
                DecisionMetric = spec.DecisionMetric,
                Variants = { spec.Variants.Select(variant => variant.ToProto()) },
                EarlyStopping = spec.Patience is { } patience
                    ? new EarlyStopping { Patience = patience, MinImprovement = spec.MinImprovement }
                    : null,
                DevicePolicy = spec.DevicePolicy,
                Seed = spec.Seed,
                Model = spec.Model,
                Alias = spec.Alias,
            };
            OptionalField.Set(spec.TestRatio, ratio => mapped.Split.TestRatio = ratio);
            OptionalField.Set(spec.ValidationRatio, ratio => mapped.Split.ValidationRatio = ratio);
            return mapped;
        }
    }
}
