using Maas.Statistics.Histograms;

namespace Maas.Statistics.Counts;

/// <summary>Sizes of two samples that were counted over the same bins.</summary>
/// <param name="Reference">Values in the reference, 1 or more.</param>
/// <param name="Window">Values in the window, 1 or more.</param>
internal readonly record struct CountTotals(double Reference, double Window)
{
    public double Pooled => Reference + Window;

    /// <summary>n m / (n + m): the size of one sample beside a known distribution that tells as much.</summary>
    public double Effective => Reference * Window / Pooled;

    /// <exception cref="ArgumentException">The lengths differ, a count is negative, or all are 0.</exception>
    public static CountTotals Of(ReadOnlySpan<long> reference, ReadOnlySpan<long> window)
    {
        var (left, right) = Shares.Totals(reference, window);
        return new CountTotals(left, right);
    }
}
