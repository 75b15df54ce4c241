namespace Maas.Statistics.Counts;

/// <summary>
/// The largest difference of the two distribution functions at the edges of the bins, in [0, 1]. Its p-values come from permutations:
/// the limit distribution of Kolmogorov is for unbinned values, and too cautious here.
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

    private protected override double? Survival(
        double statistic, ReadOnlySpan<long> reference, ReadOnlySpan<long> window, CountTotals totals) => null;
}
