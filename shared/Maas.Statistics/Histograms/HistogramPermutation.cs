using Maas.Statistics.Recipes;

namespace Maas.Statistics.Histograms;

/// <summary>
/// The chance of any statistic of two histograms, by drawing: right for windows of every size, where limits are not. Static; thread-safe when
/// each caller brings its own generator.
/// </summary>
public static class HistogramPermutation
{
    /// <summary>
    /// The chance, in (0, 1], of a statistic as large when all that was counted is dealt to both sides anew, the one seen counted in. The rate
    /// of false alarms at p ≤ α is at most α. O(draws × smaller side × bins): for windows of some thousand; larger ones have limits.
    /// </summary>
    /// <param name="reference">Counts per bin, 0 or more each, some above 0.</param>
    /// <param name="current">The same bins.</param>
    /// <param name="statistic">What is compared, larger for what differs more.</param>
    /// <param name="draws">1 or more; the smallest chance that can come out is 1 / (draws + 1).</param>
    /// <param name="random">The same seed gives the same answer.</param>
    /// <exception cref="ArgumentException">The lengths differ, a count is negative, or all of one side are 0.</exception>
    /// <remarks>Source: Phipson and Smyth, "Permutation p-values should never be zero", 2010.</remarks>
    public static double PValue(
        ReadOnlySpan<long> reference, ReadOnlySpan<long> current, HistogramStatistic statistic, int draws, Random random)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        var (left, right) = Shares.Totals(reference, current);
        var seen = statistic(reference, current);
        var pooled = new long[reference.Length];
        for (var bin = 0; bin < pooled.Length; bin++)
        {
            pooled[bin] = checked(reference[bin] + current[bin]);
        }

        long[] dealt = new long[pooled.Length], rest = new long[pooled.Length];
        var asLarge = 1;
        for (var draw = 0; draw < draws; draw++)
        {
            pooled.CopyTo(rest, 0);
            Array.Clear(dealt);
            Deal(rest, dealt, (long)Math.Min(left, right), (long)(left + right), random);
            asLarge += (left < right ? statistic(dealt, rest) : statistic(rest, dealt)) >= seen * (1 - 1e-12) ? 1 : 0;
        }

        return asLarge / (draws + 1.0);
    }

    // One by one, each from what is left.
    private static void Deal(long[] rest, long[] dealt, long count, long total, Random random)
    {
        for (; count > 0; count--, total--)
        {
            var (place, bin) = (random.NextInt64(total), 0);
            while (place >= rest[bin])
            {
                place -= rest[bin++];
            }

            rest[bin]--;
            dealt[bin]++;
        }
    }
}
