using Maas.Statistics.Counts;

namespace Maas.Monitoring.Drift;

/// <summary>
/// The p-value of one feature: by the limit distribution where it can be trusted, by permutation where it decides
/// and cannot. Not thread-safe: the permutations share a seeded generator.
/// </summary>
/// <param name="level">Level of the window, in (0, 1).</param>
/// <param name="featureCount">Features that share the level, 1 or more.</param>
/// <param name="seed">Same seed and order of features, same p-values.</param>
internal sealed class CountPValues(double level, int featureCount, int seed)
{
    // Expected values per bin from which the limit distributions kept their level in simulations; see docs/benchmarks.md.
    private const double TrustedExpectation = 50;

    // A limit distribution was never wrong by more than this where it was tried.
    private const double Doubt = 1_000;

    // Nothing is told apart whose p-value is above the level, whatever its rank.
    private const double Clear = 4;

    // Exceedances that a p-value at the least interesting level is estimated from.
    private const double Exceedances = 20;
    private const int MaxDraws = 200_000;

    private readonly CountPermutation _permutation = new(seed);

    /// <summary>Probability, in [0, 1], of counts at least as far apart when nothing has changed.</summary>
    public double Of(CountTest test, ReadOnlySpan<long> reference, ReadOnlySpan<long> window)
    {
        // Least level at which a feature is told apart: that of the first of all features.
        var least = level / featureCount;
        var asymptotic = test.AsymptoticPValue(reference, window);
        if (asymptotic is { } known
            && (LeastExpectation(reference, window) >= TrustedExpectation || known > level * Clear || known < least / Doubt))
        {
            return known;
        }

        return _permutation.PValue(
            test, reference, window, (int)Math.Clamp(Exceedances / least, 1_000, MaxDraws));
    }

    private static double LeastExpectation(ReadOnlySpan<long> reference, ReadOnlySpan<long> window)
    {
        var (n, m) = (0L, 0L);
        for (var bin = 0; bin < reference.Length; bin++)
        {
            (m, n) = (m + reference[bin], n + window[bin]);
        }

        var least = double.MaxValue;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            if (reference[bin] + window[bin] is > 0 and var pooled)
            {
                least = Math.Min(least, pooled * (double)Math.Min(n, m) / (n + m));
            }
        }

        return least;
    }
}
