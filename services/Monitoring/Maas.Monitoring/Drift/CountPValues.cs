using Maas.Statistics.Counts;

namespace Maas.Monitoring.Drift;

/// <summary>
/// p-values of the features of one window: by the limit distribution where bins expect enough, by permutation in small windows. Not
/// thread-safe: permutations share a seeded generator.
/// </summary>
/// <param name="level">Level of the window, in (0, 1).</param>
/// <param name="seed">Same seed and order of features, same p-values.</param>
internal sealed class CountPValues(double level, int seed)
{
    // Values that each bin expects from which the limit is taken as it is.
    private const double TrustedExpectation = 50;

    // Nothing is told apart whose p-value is above the level, whatever its rank: there the limit is as good as any.
    private const double Clear = 4;

    // Permutations resolve p-values down to about 0.01. Below, the limit is taken times what it was wrong by at most where it was tried:
    // see "False alarms" in docs/benchmarks.md.
    private const int Draws = 2_000;
    private const double Resolved = 0.01;
    private const double Caution = 1.25;

    private readonly CountPermutation _permutation = new(seed);

    /// <summary>Probability, in [0, 1], of counts at least as far apart when nothing has changed.</summary>
    /// <param name="test">How far apart they are.</param>
    /// <param name="bins">Counts of reference and window.</param>
    public double Of(CountTest test, PooledBins bins)
    {
        if (bins.Window.Length < 2)
        {
            return 1;
        }

        var limit = test.AsymptoticPValue(bins.Reference, bins.Window);
        if (limit > level * Clear || LeastExpectation(bins) >= TrustedExpectation)
        {
            return limit;
        }

        var permuted = _permutation.PValue(test, bins.Reference, bins.Window, Draws);
        return permuted >= Resolved ? permuted : Math.Min(Resolved, Caution * limit);
    }

    private static double LeastExpectation(PooledBins bins)
    {
        var (m, n) = (bins.Reference.Sum(), bins.Window.Sum());
        return bins.Reference.Zip(bins.Window, (reference, window) => reference + window).Min() * ((double)Math.Min(n, m) / (n + m));
    }
}
