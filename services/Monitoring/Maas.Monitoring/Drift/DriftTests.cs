using Maas.Monitoring.Baselines;
using Maas.Statistics.Counts;

namespace Maas.Monitoring.Drift;

/// <summary>The tests that features can be compared by.</summary>
internal static class DriftTests
{
    /// <summary>Leaves a feature out.</summary>
    public const string None = "none";

    private static readonly CountTest OfNumbers = BridgeCountTest.AndersonDarling;
    private static readonly CountTest OfCategories = StatisticCountTest.ChiSquared;

    private static readonly Dictionary<string, CountTest> ByName = new CountTest[]
    {
        OfNumbers, OfCategories, StatisticCountTest.Psi, StatisticCountTest.JensenShannon, StatisticCountTest.Hellinger,
        BridgeCountTest.CramerVonMises, new KolmogorovSmirnovCountTest(),
    }.ToDictionary(test => test.Name);

    /// <summary>Names that settings may use.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. ByName.Keys, None];

    /// <summary>The test of a feature; null when it is left out.</summary>
    /// <remarks>A test that regards the order of the bins says nothing of categories: they keep theirs.</remarks>
    public static CountTest? Of(FeatureBaseline feature, DriftSettings settings)
    {
        var usual = feature.Numeric is not null ? OfNumbers : OfCategories;
        if (!settings.FeatureTests.TryGetValue(feature.Feature, out var name))
        {
            return usual;
        }

        var chosen = ByName.GetValueOrDefault(name);
        return chosen is { IsOrdered: true } && feature.Numeric is null ? usual : chosen;
    }
}
