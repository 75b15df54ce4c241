using Maas.Training.Datasets;
using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>Turns a complete spec into what a worker needs.</summary>
internal static class PlanMaking
{
    extension(JobSpec spec)
    {
        /// <summary>The plan of one attempt.</summary>
        /// <param name="version">The data.</param>
        /// <param name="tablePath">Where its table lies.</param>
        /// <param name="threads">Threads of the worker's numeric libraries.</param>
        public TrainingPlan ToPlan(DatasetVersion version, string tablePath, int threads) => new()
        {
            TablePath = tablePath,
            // Of the source: the stored table's bytes may change with the engine that wrote it.
            DatasetFingerprint = version.Source.Hex,
            TargetColumn = spec.TargetColumn,
            Task = spec.Task,
            Algorithm = spec.Algorithm,
            Features = [.. spec.Features.Select(feature => ToPlan(feature, version))],
            TestRatio = spec.TestRatio!.Value,
            L2Penalty = spec.L2Penalty ?? 0,
            Network = new NetworkPlan { HiddenUnits = spec.HiddenUnits },
            Learning = new LearningPlan
            {
                LearningRate = spec.LearningRate ?? 0,
                EpochCount = spec.EpochCount ?? 0,
                BatchSize = spec.BatchSize ?? 0,
            },
            Seed = spec.Seed,
            Threads = threads,
        };
    }

    private static FeaturePlan ToPlan(FeatureChoice feature, DatasetVersion version)
    {
        var isNumeric = version.Columns.Single(column => column.Name == feature.Column).Kind == ColumnKind.Numeric;
        return new FeaturePlan
        {
            Column = feature.Column,
            Kind = isNumeric ? FeatureKind.Numeric : FeatureKind.Categorical,
            Imputation = feature.Imputation,
            ImputationConstant = feature.ImputationConstant,
            Scaling = isNumeric ? feature.Scaling : Scaling.None,
        };
    }
}
