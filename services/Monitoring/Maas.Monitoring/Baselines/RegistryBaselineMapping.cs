using Proto = Maas.Contracts.Monitoring.V1;

namespace Maas.Monitoring.Baselines;

/// <summary>Reads baselines as they are stored beside a version. What is malformed is left to <see cref="BaselineRules"/>.</summary>
internal static class RegistryBaselineMapping
{
    extension(Proto.BaselineProfile proto)
    {
        public BaselineProfile FromProto()
        {
            var features = proto.Features.Select(feature => feature.FromProto(feature.Feature));
            return new BaselineProfile(
                proto.Prediction is { } prediction ? [.. features, prediction.FromProto(FeatureBaseline.Prediction)] : [.. features],
                proto.Performance?.FromProto(),
                [.. proto.Slices.Select(slice => slice.FromProto())]);
        }
    }

    extension(Proto.SliceBaseline proto)
    {
        public SliceBaseline FromProto() => new(
            proto.Feature, proto.Value, [.. proto.Counts.Select(counts => new SliceCounts([.. counts.BinCounts], counts.MissingCount, counts.Mean))]);
    }

    extension(Proto.FeatureBaseline proto)
    {
        public FeatureBaseline FromProto(string feature) => new()
        {
            Feature = feature,
            MissingCount = proto.MissingCount,
            Numeric = proto.Numeric is { } numeric
                ? new NumericBaseline(
                    [.. numeric.Edges], [.. numeric.Counts], numeric.Mean, numeric.Range?.Minimum, numeric.Range?.Maximum)
                : null,
            Categorical = proto.Categorical is { } categorical
                ? new CategoricalBaseline([.. categorical.Categories], [.. categorical.Counts], categorical.OtherCount)
                : null,
        };
    }

    extension(Proto.PerformanceBaseline proto)
    {
        public PerformanceBaseline FromProto() => new()
        {
            RowCount = proto.RowCount,
            Metrics = proto.Metrics.ToDictionary(),
            Classification = proto.Classification is { } classes
                ? new ClassificationBaseline(
                    [.. classes.ClassLabels],
                    [.. classes.CalibrationCurves.Select(curve => new CalibrationPoints([.. curve.Scores], [.. curve.Probabilities]))],
                    [.. classes.ScoreEdges])
                : null,
            Regression = proto.Regression is { } regression
                ? new RegressionBaseline(
                    [.. regression.Columns.Select(column => new LossColumn(column.Feature, column.HasCategory ? column.Category : null, column.Mean))],
                    regression.AbsoluteError.FromProto(), regression.SquaredError.FromProto(), regression.FourthPowerError.FromProto(),
                    regression.TruthVariance, regression.FourthPowerMean)
                : null,
        };
    }

    extension(Proto.LossModel? proto)
    {
        public LossWeights FromProto() => proto is null
            ? new LossWeights(0, [], [])
            : new LossWeights(proto.Intercept, [.. proto.LinearWeights], [.. proto.QuadraticWeights]);
    }
}
