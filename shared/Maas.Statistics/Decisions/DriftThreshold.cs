using Maas.Statistics.Distributions;

namespace Maas.Statistics.Decisions;

/// <summary>
/// What a statistic exceeds in a given share of windows without drift, by the sizes of both samples: a fixed threshold such as 0.1 cries
/// wolf on small windows and sleeps on large ones. Static, thread-safe, allocates nothing.
/// </summary>
/// <remarks>
/// Without drift, k PSI, 8 k JSD and 8 k H² are near to chi-squared with B - 1 degrees of freedom over B bins that are frozen on the
/// reference, with k = n m / (n + m) and JSD in nats. At 10 bins the rate of false alarms is within a fifth of what is asked for from 200
/// values a window on, and too high below, up to double at 50: take <see cref="Counts.CountPermutation"/>, Pearson's
/// <see cref="Histograms.ChiSquared.Contingency"/> or the exact <see cref="Samples.KolmogorovSmirnov"/> there. Sources: Yurdakul and Naranjo, "Statistical properties of the population stability
/// index", 2020; Menéndez et al., "The Jensen-Shannon divergence", 1997.
/// </remarks>
public static class DriftThreshold
{
    /// <summary>Threshold of the population stability index.</summary>
    /// <param name="falseAlarmRate">In (0, 1).</param>
    /// <param name="binCount">Bins, 2 or more.</param>
    /// <param name="referenceCount">Values of the reference, 1 or more.</param>
    /// <param name="currentCount">Values of the window, 1 or more.</param>
    public static double OfPopulationStabilityIndex(double falseAlarmRate, int binCount, long referenceCount, long currentCount) =>
        ChiSquaredDistribution.UpperQuantile(falseAlarmRate, Degrees(binCount)) / Harmonic(referenceCount, currentCount);

    /// <summary>Threshold of the Jensen-Shannon divergence in nats; parameters as above.</summary>
    public static double OfJensenShannonDivergence(double falseAlarmRate, int binCount, long referenceCount, long currentCount) =>
        OfPopulationStabilityIndex(falseAlarmRate, binCount, referenceCount, currentCount) / 8;

    /// <summary>Threshold of the Jensen-Shannon distance of base 2; parameters as above.</summary>
    public static double OfJensenShannonDistanceBits(double falseAlarmRate, int binCount, long referenceCount, long currentCount) =>
        Math.Sqrt(OfJensenShannonDivergence(falseAlarmRate, binCount, referenceCount, currentCount) / Math.Log(2));

    /// <summary>Threshold of the Hellinger distance; parameters as above.</summary>
    public static double OfHellinger(double falseAlarmRate, int binCount, long referenceCount, long currentCount) =>
        Math.Sqrt(OfJensenShannonDivergence(falseAlarmRate, binCount, referenceCount, currentCount));

    /// <summary>Threshold of the Kolmogorov-Smirnov distance by its limit: somewhat too high for small samples, never too low.</summary>
    /// <param name="falseAlarmRate">In (0, 1).</param>
    /// <param name="referenceCount">Values of the reference, 1 or more.</param>
    /// <param name="currentCount">Values of the window, 1 or more.</param>
    public static double OfKolmogorovSmirnov(double falseAlarmRate, long referenceCount, long currentCount) =>
        KolmogorovDistribution.UpperQuantile(falseAlarmRate) / Math.Sqrt(Harmonic(referenceCount, currentCount));

    /// <summary>The chance, in [0, 1], of a population stability index as large without drift.</summary>
    /// <param name="index">0 or more.</param>
    /// <param name="binCount">Bins, 2 or more.</param>
    /// <param name="referenceCount">Values of the reference, 1 or more.</param>
    /// <param name="currentCount">Values of the window, 1 or more.</param>
    public static double SurvivalOfPopulationStabilityIndex(double index, int binCount, long referenceCount, long currentCount) =>
        ChiSquaredDistribution.Survival(index * Harmonic(referenceCount, currentCount), Degrees(binCount));

    /// <summary>The chance, in [0, 1], of a Jensen-Shannon divergence, in nats, as large without drift; parameters as above.</summary>
    public static double SurvivalOfJensenShannonDivergence(double divergence, int binCount, long referenceCount, long currentCount) =>
        SurvivalOfPopulationStabilityIndex(8 * divergence, binCount, referenceCount, currentCount);

    private static int Degrees(int binCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(binCount, 2);
        return binCount - 1;
    }

    private static double Harmonic(long referenceCount, long currentCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(referenceCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(currentCount, 1);
        return (double)referenceCount * currentCount / ((double)referenceCount + currentCount);
    }
}
