namespace Maas.Statistics.Histograms;

/// <summary>Puts something small in place of empty bins, so that logarithms of shares are finite. Static, thread-safe.</summary>
/// <remarks>The rule of Evidently: shares are not scaled down for it, so they add up to a little more than 1.</remarks>
public static class ZeroFill
{
    private const double Fill = 1e-4;

    /// <summary>Shares per bin, all above 0: an empty one gets 1e-4, or a millionth of the smallest share when that is not above 1e-4.</summary>
    /// <param name="counts">0 or more each, some above 0.</param>
    /// <exception cref="ArgumentException">A count is negative or all are 0.</exception>
    public static double[] Apply(ReadOnlySpan<long> counts)
    {
        var total = Shares.Total(counts, nameof(counts));
        var shares = new double[counts.Length];
        var least = double.PositiveInfinity;
        for (var bin = 0; bin < counts.Length; bin++)
        {
            shares[bin] = counts[bin] / total;
            least = counts[bin] > 0 ? Math.Min(least, shares[bin]) : least;
        }

        shares.AsSpan().Replace(0, least <= Fill ? least / 1e6 : Fill);
        return shares;
    }

    /// <summary>The population stability index of shares as they are: the sum of (q - p) ln(q / p). Allocates nothing.</summary>
    /// <param name="reference">Above 0 each.</param>
    /// <param name="current">As many, above 0 each.</param>
    internal static double PopulationStabilityIndex(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var index = 0.0;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            index += (current[bin] - reference[bin]) * Math.Log(current[bin] / reference[bin]);
        }

        return index;
    }
}
