namespace Maas.Statistics.Counts;

/// <summary>
/// A test of whether two samples, counted over the same bins, come from one distribution. Immutable, thread-safe.
/// </summary>
/// <remarks>
/// Counts can be added up across replicas and over time, so such a test needs no raw values; its power is that of
/// the bins. Under the null hypothesis, given the pooled count of each bin, the counts of a sample of n among N are
/// multivariate hypergeometric whatever the distribution is: <see cref="CountPermutation"/> makes an exact test of any
/// statistic of counts. The asymptotic p-value is what that converges to.
/// </remarks>
public abstract class CountTest
{
    /// <summary>
    /// Name of the recipe, in kebab-case. A number is told together with the recipe that made it, as numbers of
    /// different recipes are not comparable.
    /// </summary>
    public abstract string Name { get; }

    /// <summary>Whether it regards the order of the bins: then it says nothing of categories.</summary>
    public abstract bool IsOrdered { get; }

    /// <summary>The statistic, 0 or more; larger is farther apart.</summary>
    /// <param name="reference">Counts per bin, 0 or more each, 1 or more together.</param>
    /// <param name="window">Counts of the same bins, likewise.</param>
    /// <exception cref="ArgumentException">The lengths differ, a count is negative, or all are 0.</exception>
    public double Statistic(ReadOnlySpan<long> reference, ReadOnlySpan<long> window) =>
        Compute(reference, window, CountTotals.Of(reference, window));

    /// <summary>
    /// Probability, in [0, 1], of a statistic at least as large when both samples come from one distribution, as both
    /// grow.
    /// </summary>
    /// <inheritdoc cref="Statistic"/>
    public double AsymptoticPValue(ReadOnlySpan<long> reference, ReadOnlySpan<long> window)
    {
        var totals = CountTotals.Of(reference, window);
        return Survival(Compute(reference, window, totals), reference, window, totals);
    }

    /// <inheritdoc cref="Statistic"/>
    private protected abstract double Compute(
        ReadOnlySpan<long> reference, ReadOnlySpan<long> window, CountTotals totals);

    /// <summary>Survival function of the limit distribution at a statistic.</summary>
    private protected abstract double Survival(
        double statistic, ReadOnlySpan<long> reference, ReadOnlySpan<long> window, CountTotals totals);

    /// <summary>Bins in which either sample has anything, less one.</summary>
    private protected static int DegreesOfFreedom(ReadOnlySpan<long> reference, ReadOnlySpan<long> window)
    {
        var filled = 0;
        for (var bin = 0; bin < reference.Length; bin++)
        {
            filled += reference[bin] + window[bin] > 0 ? 1 : 0;
        }

        return filled - 1;
    }
}
