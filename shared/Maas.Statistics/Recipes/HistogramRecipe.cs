using Maas.Statistics.Histograms;

namespace Maas.Statistics.Recipes;

/// <summary>
/// A named way to compare counts over bins or categories that are frozen on the reference, so that counts of many replicas add up. Immutable,
/// thread-safe.
/// </summary>
/// <param name="Name">See <see cref="Figure.Recipe"/>.</param>
/// <param name="Compute">Compares the current counts with the reference.</param>
public sealed record HistogramRecipe(string Name, HistogramComparison Compute)
{
    /// <summary>All of them. Names are a contract: one is added, none is ever given another meaning.</summary>
    public static IReadOnlyList<HistogramRecipe> All { get; } =
    [
        Of("psi.counts", PopulationStabilityIndex.Compute),
        Of("kl.counts", KullbackLeibler.Divergence),
        Of("js.counts.distance-nat", JensenShannon.Distance),
        Of("js.counts.distance-base-2", JensenShannon.DistanceBits),
        Of("js.counts.divergence-nat", JensenShannon.Divergence),
        Of("js.counts.divergence-base-2", JensenShannon.DivergenceBits),
        Of("hellinger.counts", Hellinger.Distance),
        Of("total-variation.counts", TotalVariation.Distance),
        Of("l-infinity.counts", LInfinity.Distance),
        new(ChiSquared.Goodness, ChiSquared.GoodnessOfFit),
        new(ChiSquared.TwoSamples, ChiSquared.Contingency),
    ];

    /// <summary>The one with a name; null when there is none.</summary>
    public static HistogramRecipe? Find(string name) => All.FirstOrDefault(recipe => recipe.Name == name);

    private static HistogramRecipe Of(string name, HistogramStatistic statistic) =>
        new(name, (reference, current) => new Figure(name, statistic(reference, current)));
}
