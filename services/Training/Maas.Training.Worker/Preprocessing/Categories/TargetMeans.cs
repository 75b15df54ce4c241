using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Preprocessing.Categories;

/// <summary>
/// What the target is on average where a category stands, drawn towards its mean where there are few rows: the mean of a number in
/// standard deviations, or the share of each class (of two, the second's).
/// </summary>
/// <remarks>
/// (n * mean of the category + m * mean of all) / (n + m) with m = 20. Source: Micci-Barreca, "A preprocessing scheme for
/// high-cardinality categorical attributes", 2001, equations 4 and 7 in the form of an m-estimate.
/// </remarks>
internal static class TargetMeans
{
    private const double Smoothing = 20;

    /// <param name="column">Name of the column.</param>
    /// <param name="values">Its training rows, filled.</param>
    /// <param name="categories">Its categories.</param>
    /// <param name="target">What is to be learnt of the rows.</param>
    public static IReadOnlyList<MappedFeature> Of(string column, string[] values, string[] categories, Target target)
    {
        var index = categories.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        int[] places = Array.ConvertAll(values, value => index.GetValueOrDefault(value, -1));
        if (target.Labels.Count == 0)
        {
            var mean = target.Values.Average();
            var deviation = Math.Sqrt(target.Values.Average(value => (value - mean) * (value - mean)));
            var unit = target.Values.Min() == target.Values.Max() ? 1 : deviation;
            return [Feature($"{column}:target", Array.ConvertAll(target.Values, value => (value - mean) / unit))];
        }

        var first = target.Labels.Count == 2 ? 1 : 0;
        return
        [
            .. Enumerable.Range(first, target.Labels.Count - first).Select(label => Feature(
                $"{column}:target={target.Labels[label]}", Array.ConvertAll(target.Classes, c => c == label ? 1.0 : 0))),
        ];

        MappedFeature Feature(string name, double[] truths)
        {
            var overall = truths.Average();
            var (sums, counts) = (new double[categories.Length], new double[categories.Length]);
            for (var row = 0; row < truths.Length; row++)
            {
                if (places[row] >= 0)
                {
                    sums[places[row]] += truths[row];
                    counts[places[row]]++;
                }
            }

            float[] means = [.. sums.Zip(counts, (sum, count) => (float)((sum + (Smoothing * overall)) / (count + Smoothing)))];
            return new MappedFeature(name, means, (float)overall);
        }
    }
}
