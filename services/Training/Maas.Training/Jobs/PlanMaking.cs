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
            SplitMethod = spec.SplitMethod,
            SplitColumn = spec.SplitColumn,
            ValidationRatio = spec.ValidationRatio!.Value,
            FoldCount = spec.FoldCount,
            RowNormalization = spec.RowNormalization,
            DropDuplicates = spec.DropDuplicates,
            ClassWeighting = spec.ClassWeighting.Length > 0 ? spec.ClassWeighting : ClassWeighting.None,
            Calibration = spec.Calibration.Length > 0 ? spec.Calibration : CalibrationMethod.None,
            DecisionMetric = spec.DecisionMetric.Length > 0 ? spec.DecisionMetric : DecisionMetric.None,
            L2Penalty = spec.Knobs.L2Penalty ?? 0,
            Network = ToNetwork(spec.Knobs),
            Boosting = ToBoosting(spec.Knobs),
            ClusterCount = spec.Knobs.ClusterCount ?? 0,
            FactorCount = spec.Knobs.FactorCount ?? 0,
            Learning = ToLearning(spec),
            Variants = [.. spec.Variants.Select(variant => variant.ToPlan())],
            DevicePolicy = spec.DevicePolicy.Length > 0 ? spec.DevicePolicy : DevicePolicy.GpuPreferred,
            Seed = spec.Seed,
            Threads = threads,
        };
    }

    private static NetworkPlan ToNetwork(Knobs knobs)
    {
        var usual = new NetworkPlan();
        return new NetworkPlan
        {
            HiddenUnits = knobs.HiddenUnits,
            Activation = knobs.Activation.Length > 0 ? knobs.Activation : usual.Activation,
            DropoutRatio = knobs.DropoutRatio ?? usual.DropoutRatio,
            Channels = knobs.Channels,
            KernelSize = knobs.KernelSize ?? usual.KernelSize,
            Cell = knobs.Cell.Length > 0 ? knobs.Cell : usual.Cell,
            StateUnits = knobs.StateUnits ?? usual.StateUnits,
            Levels = knobs.Levels ?? usual.Levels,
            IsBidirectional = knobs.IsBidirectional ?? usual.IsBidirectional,
            TokenDimension = knobs.TokenDimension ?? usual.TokenDimension,
            StepWidth = knobs.StepWidth ?? usual.StepWidth,
        };
    }

    private static BoostingPlan ToBoosting(Knobs knobs)
    {
        var usual = new BoostingPlan();
        return new BoostingPlan
        {
            TreeCount = knobs.TreeCount ?? usual.TreeCount,
            LeafCount = knobs.LeafCount ?? usual.LeafCount,
            MinLeafRows = knobs.MinLeafRows ?? usual.MinLeafRows,
            FeatureRatio = knobs.FeatureRatio ?? usual.FeatureRatio,
            RowRatio = knobs.RowRatio ?? usual.RowRatio,
        };
    }

    private static LearningPlan ToLearning(JobSpec spec)
    {
        var (knobs, usual) = (spec.Knobs, new LearningPlan());
        return new LearningPlan
        {
            Solver = knobs.Solver,
            LearningRate = knobs.LearningRate ?? usual.LearningRate,
            Schedule = knobs.Schedule.Length > 0 ? knobs.Schedule : usual.Schedule,
            EpochCount = knobs.EpochCount ?? usual.EpochCount,
            BatchSize = knobs.BatchSize ?? usual.BatchSize,
            WeightDecay = knobs.WeightDecay ?? 0,
            MaxGradientNorm = knobs.MaxGradientNorm ?? 0,
            Patience = spec.Patience ?? 0,
            MinImprovement = spec.MinImprovement,
        };
    }

    private static FeaturePlan ToPlan(FeatureChoice feature, DatasetVersion version)
    {
        var kind = version.Columns.Single(column => column.Name == feature.Column).Kind;
        var plan = new FeaturePlan
        {
            Column = feature.Column,
            Kind = kind switch
            {
                ColumnKind.Numeric => FeatureKind.Numeric,
                ColumnKind.Image => FeatureKind.Image,
                _ => feature.IsText ? FeatureKind.Text : FeatureKind.Categorical,
            },
            Imputation = feature.Imputation,
            ImputationConstant = feature.ImputationConstant,
        };
        return kind == ColumnKind.Numeric
            ? plan with
            {
                Scaling = feature.Scaling,
                Outliers = feature.Outliers,
                OutlierAction = feature.OutlierAction,
                Transform = feature.Transform,
                BinCount = feature.BinCount ?? plan.BinCount,
                HasMissingIndicator = feature.HasMissingIndicator,
            }
            : feature.Image is { } image ? plan with { Image = image }
            : feature.IsText ? plan with { Text = ToText(feature) }
            : plan with { Encoding = feature.Encoding };
    }

    private static TextPlan ToText(FeatureChoice feature)
    {
        var usual = new TextPlan();
        return new TextPlan
        {
            Encoding = feature.Encoding,
            IsCaseSensitive = feature.IsCaseSensitive,
            MaxNgram = feature.MaxNgram ?? usual.MaxNgram,
            MinDocuments = feature.MinDocuments ?? usual.MinDocuments,
            MaxTerms = feature.MaxTerms ?? usual.MaxTerms,
            MaxLength = feature.MaxLength ?? usual.MaxLength,
        };
    }
}
