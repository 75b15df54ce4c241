using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Algorithms;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Preprocessing.Numbers;

/// <summary>
/// Learns what is missing of a column from the other numeric ones, by least squares over the training rows that have it. One round
/// of what van Buuren and Groothuis-Oudshoorn, "mice", 2011, do several times.
/// </summary>
internal static class PredictedFill
{
    // Predictions go no further than this many times the range of the column beyond it.
    private const double MostRanges = 10;

    // 256 MiB in single precision; of more, rows are chosen evenly.
    private const int MostNumbers = 1 << 26;

    /// <param name="features">Those with <see cref="Imputation.Predicted"/> are learnt.</param>
    /// <param name="raw">Their training rows; NaN is missing.</param>
    /// <param name="filled">The same with gaps filled.</param>
    /// <param name="fills">What they were filled with.</param>
    /// <param name="groupColumn">Nothing is learnt from it; may be none of the features.</param>
    /// <returns>Null when no column is filled so.</returns>
    /// <exception cref="MaasException"><c>SPEC_INVALID</c>: there is no other column, or there are too many.</exception>
    public static PredictedNumbers? Fit(IReadOnlyList<FeaturePlan> features, float[][] raw, float[][] filled, float[] fills, string groupColumn)
    {
        if (features.All(feature => feature.Imputation != Imputation.Predicted))
        {
            return null;
        }

        var width = features.Count;
        var coefficients = new double[width * width];
        var intercepts = Array.ConvertAll(fills, fill => (double)fill);
        var (lows, highs) = ((double[])intercepts.Clone(), (double[])intercepts.Clone());
        for (var column = 0; column < width; column++)
        {
            if (features[column].Imputation != Imputation.Predicted)
            {
                continue;
            }

            int[] others = [.. Enumerable.Range(0, width).Where(other => other != column && features[other].Column != groupColumn)];
            RequireOthers(features[column].Column, others.Length);
            var learnt = Fit(raw[column], [.. others.Select(other => filled[other])]);
            intercepts[column] = learnt.Intercepts[0];
            foreach (var (place, other) in others.Index())
            {
                coefficients[(column * width) + other] = learnt.Coefficients[place];
            }

            (lows[column], highs[column]) = BoundsOf(raw[column]);
        }

        return new PredictedNumbers(new LinearWeights(coefficients, intercepts), lows, highs);
    }

    private static void RequireOthers(string column, int count)
    {
        if (count is 0 or > Imputation.MaxPredictors)
        {
            throw PlanErrors.SpecInvalid(
                $"what is missing of '{column}' would be predicted from {count} other numeric columns, expected 1-{Imputation.MaxPredictors}. "
                + "Choose another imputation, or other features.");
        }
    }

    private static LinearWeights Fit(float[] values, float[][] others)
    {
        var rows = EvenRows.Of(
            [.. Enumerable.Range(0, values.Length).Where(row => !float.IsNaN(values[row]))], MostNumbers / others.Length);
        var features = new float[rows.Length * others.Length];
        for (var place = 0; place < features.Length; place++)
        {
            features[place] = others[place % others.Length][rows[place / others.Length]];
        }

        using var model = LinearRegression.Fit(
            new FeatureMatrix(features, rows.Length, others.Length), Array.ConvertAll(rows, row => (double)values[row]), l2Penalty: 0);
        return model.Linear;
    }

    private static (double Low, double High) BoundsOf(float[] values)
    {
        var present = Array.FindAll(values, value => !float.IsNaN(value));
        var (low, high) = ((double)present.Min(), (double)present.Max());
        var reach = MostRanges * (high - low);
        return (Math.Max(low - reach, float.MinValue), Math.Min(high + reach, float.MaxValue));
    }
}
