namespace Maas.Statistics.Counts;

/// <summary>
/// Tests by the squared differences of two distribution functions at the edges of ordered bins, each weighted by the values around
/// the edge. They see shifts and changes of spread with few values. Immutable, thread-safe.
/// </summary>
/// <remarks>
/// With t_j the pooled share below edge j, d_j the difference of the distribution functions there and p_j the pooled
/// share of bin j: k (N - 1) / N times the sum of (p_j + p_(j+1)) / 2 * g(t_j) * d_j^2, where N = n + m and
/// k = n m / N; g(t) is 1 for Cramer-von Mises and 1 / (t (1 - t)) for Anderson-Darling. The factor (N - 1) / N makes the mean of the
/// permutation distribution that of the limit, a <see cref="BridgeQuadraticForm"/>. Sources: Anderson, "On the Distribution of the
/// Two-Sample Cramer-von Mises Criterion", 1962; Scholz and Stephens, "K-Sample Anderson-Darling Tests", 1987, section 5 (the form
/// for ties).
/// </remarks>
public sealed class BridgeCountTest : CountTest
{
    private readonly Func<double, double> _weight;

    private BridgeCountTest(string name, Func<double, double> weight)
    {
        Name = name;
        _weight = weight;
    }

    /// <summary>Differences count by their variance: the outer bins as much as the inner ones.</summary>
    public static CountTest AndersonDarling { get; } =
        new BridgeCountTest("anderson-darling", below => 1 / (below * (1 - below)));

    /// <summary>Differences count alike: the inner bins most.</summary>
    public static CountTest CramerVonMises { get; } = new BridgeCountTest("cramer-von-mises", _ => 1);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override bool IsOrdered => true;

    private protected override double Compute(
        ReadOnlySpan<long> reference, ReadOnlySpan<long> window, CountTotals totals)
    {
        var (sum, below, belowReference, belowWindow) = (0.0, 0.0, 0.0, 0.0);
        for (var bin = 0; bin + 1 < reference.Length; bin++)
        {
            belowReference += reference[bin];
            belowWindow += window[bin];
            double here = reference[bin] + window[bin];
            below += here;
            var share = below / totals.Pooled;
            if (share is > 0 and < 1)
            {
                var next = reference[bin + 1] + window[bin + 1];
                var apart = (belowWindow / totals.Window) - (belowReference / totals.Reference);
                sum += Weight(here / totals.Pooled, next / totals.Pooled, share) * apart * apart;
            }
        }

        return totals.Effective * (totals.Pooled - 1) / totals.Pooled * sum;
    }

    private protected override double Survival(
        double statistic, ReadOnlySpan<long> reference, ReadOnlySpan<long> window, CountTotals totals)
    {
        // Bins that hold nothing are no bins: two edges with nothing between them are one.
        var filled = new List<double>(reference.Length);
        for (var bin = 0; bin < reference.Length; bin++)
        {
            if ((double)reference[bin] + window[bin] is > 0 and var pooled)
            {
                filled.Add(pooled);
            }
        }

        if (filled.Count < 2)
        {
            return 1;
        }

        var weights = new double[filled.Count - 1];
        var below = 0.0;
        for (var edge = 0; edge < weights.Length; edge++)
        {
            below += filled[edge];
            weights[edge] = Weight(filled[edge] / totals.Pooled, filled[edge + 1] / totals.Pooled, below / totals.Pooled);
        }

        return new BridgeQuadraticForm([.. filled.Select(count => count / totals.Pooled)], weights).Survival(statistic);
    }

    private double Weight(double share, double next, double below) => (share + next) / 2 * _weight(below);
}
