using System.Globalization;
using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Preprocessing.Numbers;

/// <summary>Fits the numeric columns, each step on what the steps before it give.</summary>
internal static class NumberFitter
{
    /// <param name="columns">What is done to each, and its training rows; NaN is missing.</param>
    /// <param name="plan">How rows are divided and normalised.</param>
    /// <exception cref="MaasException"><c>DATA_UNSUITABLE</c>, <c>SPEC_INVALID</c>.</exception>
    public static NumberBlock Fit(IReadOnlyList<(FeaturePlan Feature, RawColumn Column)> columns, TrainingPlan plan)
    {
        var fills = columns.Select(pair => FillOf(pair.Feature, pair.Column.Numbers!)).ToArray();
        var filled = columns.Zip(fills, (pair, fill) => Filled(pair.Column.Numbers!, fill)).ToArray();
        var predicted = PredictedFill.Fit(
            [.. columns.Select(pair => pair.Feature)], [.. columns.Select(pair => pair.Column.Numbers!)], filled, fills,
            SplitMethod.GroupOf(plan.SplitMethod, plan.SplitColumn));
        return new NumberBlock
        {
            Columns = [.. columns.Select((pair, i) => Fit(
                pair.Feature, pair.Column.Numbers!, fills[i],
                predicted is null ? filled[i] : predicted.Apply(i, pair.Column.Numbers!, filled)))],
            PredictedFill = predicted,
            RowNormalization = plan.RowNormalization,
        };
    }

    private static NumberPreparation Fit(FeaturePlan feature, float[] raw, float fill, float[] values)
    {
        var (low, high) = feature.OutlierAction == OutlierAction.Clip
            ? OutlierBounds.Of(feature.Outliers, raw)
            : (float.NegativeInfinity, float.PositiveInfinity);
        var isLogarithmic = feature.Transform == NumericTransform.Log1p;
        var shaped = Array.ConvertAll(values, value =>
        {
            var clipped = Math.Clamp(value, low, high);
            return isLogarithmic ? MathF.CopySign(MathF.Log(1 + MathF.Abs(clipped)), clipped) : clipped;
        });
        float[] edges = feature.Transform == NumericTransform.QuantileBins ? BinEdges(shaped, feature.BinCount) : [];
        if (edges.Length > 0)
        {
            shaped = Array.ConvertAll(shaped, value => (float)edges.Count(edge => value > edge));
        }

        var (offset, factor) = ScaleOf(feature, shaped);
        return new NumberPreparation(feature.Column, fill, offset, factor)
        {
            Low = low,
            High = high,
            IsLogarithmic = isLogarithmic,
            BinEdges = edges.Length > 0 ? edges : [],
            HasMissingIndicator = feature.HasMissingIndicator,
        };
    }

    private static float FillOf(FeaturePlan feature, float[] values)
    {
        var present = Array.FindAll(values, value => !float.IsNaN(value));
        if (present.Length == 0)
        {
            throw PlanErrors.DataUnsuitable($"the column '{feature.Column}' has no value in the training rows. Leave it out.");
        }

        return feature.Imputation switch
        {
            Imputation.Constant => ParseConstant(feature),
            Imputation.Mean or Imputation.Predicted or Imputation.Drop => (float)ExactStatistics.Mean(present),
            Imputation.Median => (float)ExactStatistics.Quantile(present, 0.5),
            Imputation.Min => present.Min(),
            Imputation.Max => present.Max(),
            Imputation.MostFrequent => present.GroupBy(value => value).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First().Key,
            _ => throw PlanErrors.SpecInvalid($"the imputation '{feature.Imputation}' does not go with numbers."),
        };
    }

    private static (double Offset, double Factor) ScaleOf(FeaturePlan feature, float[] values)
    {
        var (offset, spread) = feature.Scaling switch
        {
            Scaling.None => (0, 1),
            Scaling.ZScore => (ExactStatistics.Mean(values), ExactStatistics.Deviation(values)),
            Scaling.MinMax => (values.Min(), (double)values.Max() - values.Min()),
            Scaling.MaxAbs => (0, values.Max(Math.Abs)),
            Scaling.Robust => (
                ExactStatistics.Quantile(values, 0.5), ExactStatistics.Quantile(values, 0.75) - ExactStatistics.Quantile(values, 0.25)),
            _ => throw PlanErrors.SpecInvalid($"the scaling '{feature.Scaling}' of '{feature.Column}' is unknown."),
        };

        if (feature.Scaling == Scaling.None)
        {
            return (0, 1);
        }

        // A sum of equal numbers need not be their multiple, so the deviation alone does not tell. The middle half of a column may be
        // equal while the rest says something.
        return values.Min() == values.Max() ? (offset, 0) : (offset, spread > 0 ? 1 / spread : 1);
    }

    private static float[] BinEdges(float[] values, int count)
    {
        var sorted = (float[])values.Clone();
        Array.Sort(sorted);
        return [.. Enumerable.Range(1, count - 1)
            .Select(k => (float)ExactStatistics.QuantileOfSorted(sorted, (double)k / count)).Distinct().Where(edge => edge < sorted[^1])];
    }

    private static float[] Filled(float[] values, float fill) => Array.ConvertAll(values, value => float.IsNaN(value) ? fill : value);

    private static float ParseConstant(FeaturePlan feature) =>
        float.TryParse(feature.ImputationConstant, NumberStyles.Float, CultureInfo.InvariantCulture, out var constant)
        && float.IsFinite(constant)
            ? constant
            : throw PlanErrors.SpecInvalid(
                $"the constant '{feature.ImputationConstant}' of the numeric column '{feature.Column}' is no "
                + "finite number.");
}
