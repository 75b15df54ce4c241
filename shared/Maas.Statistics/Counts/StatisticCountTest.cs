using Maas.Statistics.Distributions;
using Maas.Statistics.Recipes;

namespace Maas.Statistics.Counts;

/// <summary>A test by a distance of histograms, which does not regard the order of the bins. Immutable, thread-safe.</summary>
public sealed class StatisticCountTest : CountTest
{
    private readonly HistogramStatistic _statistic;
    private readonly Func<double, double, double> _chiSquared;

    private StatisticCountTest(
        string name, HistogramStatistic statistic, Func<double, double, double> chiSquared)
    {
        Name = name;
        _statistic = statistic;
        _chiSquared = chiSquared;
    }

    /// <summary>Pearson's chi-squared of the table of two rows.</summary>
    public static CountTest ChiSquared { get; } = new StatisticCountTest(
        "chi-squared", Histograms.ChiSquared.Statistic, (statistic, _) => statistic);

    /// <summary>The population stability index; k PSI is near to chi-squared, with k = n m / (n + m).</summary>
    public static CountTest Psi { get; } = new StatisticCountTest(
        "psi", PopulationStabilityIndex.Compute, (index, effective) => effective * index);

    /// <summary>The Jensen-Shannon divergence in nats; 8 k JSD is near to chi-squared.</summary>
    public static CountTest JensenShannon { get; } = new StatisticCountTest(
        "jensen-shannon", Histograms.JensenShannon.Divergence, (divergence, effective) => 8 * effective * divergence);

    /// <summary>The Hellinger distance H; 8 k H^2 is near to chi-squared.</summary>
    public static CountTest Hellinger { get; } = new StatisticCountTest(
        "hellinger", Histograms.Hellinger.Distance, (distance, effective) => 8 * effective * distance * distance);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override bool IsOrdered => false;

    private protected override double Compute(
        ReadOnlySpan<long> reference, ReadOnlySpan<long> window, CountTotals totals) => _statistic(reference, window);

    private protected override double Survival(
        double statistic, ReadOnlySpan<long> reference, ReadOnlySpan<long> window, CountTotals totals)
    {
        var freedom = DegreesOfFreedom(reference, window);
        return freedom > 0 ? ChiSquaredDistribution.Survival(_chiSquared(statistic, totals.Effective), freedom) : 1;
    }
}
