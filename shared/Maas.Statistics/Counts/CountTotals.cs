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
    public static CountTotals Of(ReadOnlySpan<long> reference, ReadOnlySpan<long> window) =>
        reference.Length == window.Length
            ? new CountTotals(Total(reference, nameof(reference)), Total(window, nameof(window)))
            : throw new ArgumentException(
                $"Expected as many bins as the reference has, {reference.Length}; got {window.Length}.", nameof(window));

    private static double Total(ReadOnlySpan<long> counts, string name)
    {
        var total = 0.0;
        foreach (var count in counts)
        {
            total += count >= 0
                ? count
                : throw new ArgumentException($"A count is 0 or more, got {count}.", name);
        }

        return total > 0 ? total : throw new ArgumentException("All counts are 0: there are no shares.", name);
    }
}
