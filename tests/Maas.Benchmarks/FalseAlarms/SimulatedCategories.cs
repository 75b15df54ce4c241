using Maas.Monitoring.Baselines;
using Maas.Monitoring.Drift;

namespace Maas.Benchmarks.FalseAlarms;

/// <summary>Words, few of them frequent: 300 categories with shares by Zipf's law, exponent 1.3. Not thread-safe.</summary>
internal sealed class SimulatedCategories : ISimulatedFeature
{
    private const int Categories = 300;

    private static readonly double[] Shares = [.. Enumerable.Range(1, Categories).Select(rank => Math.Pow(rank, -1.3))];
    private static readonly string[] Names = [.. Enumerable.Range(0, Categories).Select(category => $"{category}")];

    /// <param name="rows">Rows of the baseline.</param>
    /// <param name="random">Where chance comes from.</param>
    public SimulatedCategories(int rows, Random random) => Baseline = new FeatureBaseline
    {
        Feature = "word",
        MissingCount = 0,
        Categorical = new CategoricalBaseline(Names, Draws.Multinomial(rows, Shares, random), 0),
    };

    public FeatureBaseline Baseline { get; }

    /// <remarks>Categories are never shifted.</remarks>
    public FeatureCounts Window(int rows, double shift, Random random) =>
        new() { Bins = [.. Draws.Multinomial(rows, Shares, random), 0] };
}
