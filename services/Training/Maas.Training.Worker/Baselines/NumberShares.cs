using Maas.Contracts.Monitoring.V1;

namespace Maas.Training.Worker.Baselines;

/// <summary>Counts numbers in bins between their deciles.</summary>
internal static class NumberShares
{
    /// <param name="values">NaN is missing.</param>
    public static NumericBaseline Of(float[] values)
    {
        var sorted = Array.ConvertAll(Array.FindAll(values, value => !float.IsNaN(value)), value => (double)value);
        Array.Sort(sorted);
        if (sorted.Length == 0)
        {
            return new NumericBaseline { Counts = { 0 } };
        }

        double[] edges = [.. Enumerable.Range(1, 9).Select(decile => Quantile(sorted, decile / 10.0)).Distinct()];
        var counts = new long[edges.Length + 1];
        foreach (var value in sorted)
        {
            counts[BinOf(edges, value)]++;
        }

        var mean = sorted.Average();
        var squares = sorted.Sum(value => (value - mean) * (value - mean));
        return new NumericBaseline
        {
            Edges = { edges },
            Counts = { counts },
            Mean = mean,
            StandardDeviation = sorted.Length < 2 ? 0 : Math.Sqrt(squares / (sorted.Length - 1)),
            Range = new ValueRange { Minimum = sorted[0], Maximum = sorted[^1] },
        };
    }

    /// <summary>The bin of a number; an edge belongs to the one above it.</summary>
    public static int BinOf(double[] edges, double value)
    {
        var found = Array.BinarySearch(edges, value);
        return found >= 0 ? found + 1 : ~found;
    }

    // Linear between neighbours: type 7 of Hyndman and Fan, "Sample quantiles in statistical packages", 1996.
    private static double Quantile(double[] sorted, double probability)
    {
        var position = probability * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
