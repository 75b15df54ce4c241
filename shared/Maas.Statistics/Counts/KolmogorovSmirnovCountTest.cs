using Maas.Statistics.Distributions;

namespace Maas.Statistics.Counts;

/// <summary>
/// The largest difference of the two distribution functions at the edges of the bins, in [0, 1]. The limit
/// distribution, that of Kolmogorov, is for values without bins, and cautious here: fewer false alarms than asked for.
/// </summary>
/// <remarks>Source: Smirnov, 1939; Conover, "Practical Nonparametric Statistics", 1999, section 6.3, for discrete values.</remarks>
public sealed class KolmogorovSmirnovCountTest : CountTest
{
    /// <inheritdoc/>
    public override string Name => "kolmogorov-smirnov";

    /// <inheritdoc/>
    public override bool IsOrdered => true;

    private protected override double Compute(
        ReadOnlySpan<long> reference, ReadOnlySpan<long> window, CountTotals totals)
    {
        var (largest, belowReference, belowWindow) = (0.0, 0.0, 0.0);
        for (var bin = 0; bin + 1 < reference.Length; bin++)
        {
            belowReference += reference[bin];
            belowWindow += window[bin];
            largest = Math.Max(
                largest, Math.Abs((belowWindow / totals.Window) - (belowReference / totals.Reference)));
        }

        return largest;
    }

    private protected override double Survival(
        double statistic, ReadOnlySpan<long> reference, ReadOnlySpan<long> window, CountTotals totals) =>
        KolmogorovDistribution.Survival(Math.Sqrt(totals.Effective) * statistic);
}
