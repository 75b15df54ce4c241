using Maas.Monitoring.Baselines;
using Maas.Monitoring.Drift;
using Maas.Statistics.Distributions;

namespace Maas.Benchmarks.FalseAlarms;

/// <summary>
/// A numeric feature and its baseline, by their shares alone: the deciles of a sample lie where they happen to lie in the true
/// distribution, with gaps of a Dirichlet distribution. Not thread-safe.
/// </summary>
internal sealed class SimulatedNumbers : ISimulatedFeature
{
    private const int Bins = 10;

    private readonly double[] _below;

    /// <param name="rows">Rows of the baseline.</param>
    /// <param name="random">Where chance comes from.</param>
    public SimulatedNumbers(int rows, Random random)
    {
        var gaps = new double[Bins];
        for (var bin = 0; bin < Bins; bin++)
        {
            gaps[bin] = Draws.Gamma((rows + 1.0) / Bins, random);
        }

        var total = gaps.Sum();
        _below = new double[Bins - 1];
        var below = 0.0;
        for (var edge = 0; edge < _below.Length; edge++)
        {
            below += gaps[edge] / total;
            _below[edge] = below;
        }

        var counts = new long[Bins];
        for (var bin = 0; bin < Bins; bin++)
        {
            counts[bin] = ((bin + 1L) * rows / Bins) - ((long)bin * rows / Bins);
        }

        Baseline = new FeatureBaseline
        {
            Feature = "x",
            MissingCount = 0,
            Numeric = new NumericBaseline([.. Enumerable.Range(0, Bins - 1).Select(edge => (double)edge)], counts, 0),
        };
    }

    public FeatureBaseline Baseline { get; }

    /// <remarks>The values are normal.</remarks>
    public FeatureCounts Window(int rows, double shift, Random random)
    {
        var shares = new double[Bins];
        var before = 0.0;
        for (var bin = 0; bin < Bins; bin++)
        {
            var below = bin == _below.Length ? 1
                : shift == 0 ? _below[bin]
                : NormalDistribution.Cumulative(NormalDistribution.Quantile(_below[bin]) - shift);
            shares[bin] = below - before;
            before = below;
        }

        return new FeatureCounts { Bins = Draws.Multinomial(rows, shares, random) };
    }
}
