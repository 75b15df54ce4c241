using Maas.Statistics.Distributions;
using Maas.Statistics.Recipes;

namespace Maas.Statistics.Histograms;

/// <summary>
/// Pearson's test of counts over the same bins or categories, in two forms, with its chance. Static, thread-safe, allocates nothing.
/// </summary>
/// <remarks>
/// Assumes independent rows and about 5 or more expected in most bins; merge rare ones before. Sources: Pearson, 1900; Cochran, "Some
/// methods for strengthening the common χ² tests", 1954, for the 5.
/// </remarks>
public static class ChiSquared
{
    /// <summary>The reference is the truth: for one that is many times as large as the window.</summary>
    public const string Goodness = "chi2.goodness-of-fit";

    /// <summary>Both are samples: right for references of every size. Without the correction of Yates.</summary>
    public const string TwoSamples = "chi2.contingency";

    /// <summary>
    /// How well the current counts fit the shares of the reference. A count in a bin that the reference lacks makes it infinite; bins empty
    /// on both sides do not count; of one bin alone the chance is 1.
    /// </summary>
    /// <param name="reference">Counts per bin, 0 or more each, some above 0.</param>
    /// <param name="current">The same bins.</param>
    /// <exception cref="ArgumentException">The lengths differ, a count is negative, or all of one side are 0.</exception>
    public static Figure GoodnessOfFit(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (left, right) = Shares.Totals(reference, current);
        var (statistic, bins) = (0.0, 0);
        for (var bin = 0; bin < reference.Length; bin++)
        {
            if (reference[bin] == 0 && current[bin] == 0)
            {
                continue;
            }

            bins++;
            var expected = reference[bin] * (right / left);
            statistic += (current[bin] - expected) * (current[bin] - expected) / expected;
        }

        return Of(Goodness, statistic, bins);
    }

    /// <summary>Whether both sides have the same shares, of a table of two rows. Bins empty on both sides do not count; of one bin alone the chance is 1.</summary>
    /// <param name="reference">Counts per bin, 0 or more each, some above 0.</param>
    /// <param name="current">The same bins.</param>
    /// <exception cref="ArgumentException">The lengths differ, a count is negative, or all of one side are 0.</exception>
    public static Figure Contingency(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var bins = 0;
        for (var bin = 0; bin < Math.Min(reference.Length, current.Length); bin++)
        {
            bins += reference[bin] > 0 || current[bin] > 0 ? 1 : 0;
        }

        return Of(TwoSamples, Statistic(reference, current), bins);
    }

    /// <summary>The statistic of <see cref="Contingency"/> without its chance.</summary>
    public static double Statistic(ReadOnlySpan<long> reference, ReadOnlySpan<long> current)
    {
        var (left, right) = Shares.Totals(reference, current);
        var statistic = 0.0;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            var both = (double)reference[bin] + current[bin];
            if (both == 0)
            {
                continue;
            }

            double inReference = both * left / (left + right), inCurrent = both * right / (left + right);
            var gap = reference[bin] - inReference;
            statistic += (gap * gap / inReference) + (gap * gap / inCurrent);
        }

        return statistic;
    }

    private static Figure Of(string recipe, double statistic, int bins) => bins > 1
        ? new Figure(recipe, statistic, ChiSquaredDistribution.Survival(statistic, bins - 1))
        : new Figure(recipe, 0, 1);
}
