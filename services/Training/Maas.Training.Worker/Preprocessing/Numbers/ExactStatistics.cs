namespace Maas.Training.Worker.Preprocessing.Numbers;

/// <summary>Statistics of numbers without NaN, at least one, summed in double precision in their order.</summary>
internal static class ExactStatistics
{
    /// <summary>Arithmetic mean.</summary>
    public static double Mean(float[] values)
    {
        double sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    /// <summary>Standard deviation of the population (divisor n), as scikit-learn's StandardScaler has it.</summary>
    public static double Deviation(float[] values)
    {
        var mean = Mean(values);
        double sum = 0;
        foreach (var value in values)
        {
            sum += (value - mean) * (value - mean);
        }

        return Math.Sqrt(sum / values.Length);
    }

    /// <summary>Quantile, linear between neighbours.</summary>
    public static double Quantile(float[] values, double probability)
    {
        var sorted = (float[])values.Clone();
        Array.Sort(sorted);
        return QuantileOfSorted(sorted, probability);
    }

    /// <summary>As above, of ascending numbers.</summary>
    public static double QuantileOfSorted(float[] sorted, double probability)
    {
        var position = probability * (sorted.Length - 1);
        var below = (int)position;
        return below + 1 == sorted.Length
            ? sorted[below]
            : sorted[below] + ((position - below) * ((double)sorted[below + 1] - sorted[below]));
    }
}
