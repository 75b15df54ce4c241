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
    /// <param name="features">Those with <see cref="Imputation.Predicted"/> are learnt.</param>
    /// <param name="raw">Their training rows; NaN is missing.</param>
    /// <param name="filled">The same with gaps filled.</param>
    /// <param name="fills">What they were filled with.</param>
    /// <returns>Null when no column is filled so.</returns>
    public static LinearWeights? Fit(IReadOnlyList<FeaturePlan> features, float[][] raw, float[][] filled, float[] fills)
    {
        var width = features.Count;
        if (width < 2 || features.All(feature => feature.Imputation != Imputation.Predicted))
        {
            return null;
        }

        var coefficients = new double[width * width];
        var intercepts = Array.ConvertAll(fills, fill => (double)fill);
        for (var column = 0; column < width; column++)
        {
            if (features[column].Imputation != Imputation.Predicted)
            {
                continue;
            }

            int[] others = [.. Enumerable.Range(0, width).Where(other => other != column)];
            int[] rows = [.. Enumerable.Range(0, raw[column].Length).Where(row => !float.IsNaN(raw[column][row]))];
            float[] values = [.. rows.SelectMany(row => others.Select(other => filled[other][row]))];
            using var model = LinearRegression.Fit(
                new FeatureMatrix(values, rows.Length, others.Length), Array.ConvertAll(rows, row => (double)raw[column][row]), l2Penalty: 0);
            intercepts[column] = model.Linear.Intercepts[0];
            foreach (var (place, other) in others.Index())
            {
                coefficients[(column * width) + other] = model.Linear.Coefficients[place];
            }
        }

        return new LinearWeights(coefficients, intercepts);
    }

    /// <summary>One column with its gaps filled by what is learnt.</summary>
    public static float[] Apply(LinearWeights weights, int column, float[] raw, float[][] filled)
    {
        var values = (float[])raw.Clone();
        for (var row = 0; row < values.Length; row++)
        {
            if (!float.IsNaN(values[row]))
            {
                continue;
            }

            var sum = weights.Intercepts[column];
            for (var other = 0; other < filled.Length; other++)
            {
                sum += weights.Row(column)[other] * filled[other][row];
            }

            values[row] = (float)sum;
        }

        return values;
    }
}
