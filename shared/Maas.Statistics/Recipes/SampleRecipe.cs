using Maas.Statistics.Histograms;
using Maas.Statistics.Samples;

namespace Maas.Statistics.Recipes;

/// <summary>A named way to compare two samples of numbers. Immutable, thread-safe.</summary>
/// <param name="Name">See <see cref="Figure.Recipe"/>.</param>
/// <param name="Compute">Compares the current sample with the reference.</param>
public sealed record SampleRecipe(string Name, Func<SortedSample, SortedSample, Figure> Compute)
{
    /// <summary>All of them. Names are a contract: one is added, none is ever given another meaning.</summary>
    public static IReadOnlyList<SampleRecipe> All { get; } =
    [
        new("ks", KolmogorovSmirnov.Compute),
        new(CramerVonMises.Limit, CramerVonMises.Compute),
        new(MannWhitney.Normal, MannWhitney.Compute),
        new(MeanDifference.Student, MeanDifference.ComputeStudent),
        new(MeanDifference.Welch, MeanDifference.ComputeWelch),
        new(Wasserstein.Exact, Wasserstein.Compute),
        new(Wasserstein.OverDeviation, Wasserstein.ComputeNormalized),
        new(EnergyDistance.Root, EnergyDistance.Compute),

        // Deciles of the reference without ends, shares below 1e-4 count as that; what Maas reports as drift of numbers.
        OverDeciles("psi.quantile-10", PopulationStabilityIndex.Compute),
        OverDeciles("js.quantile-10.distance-base-2", JensenShannon.DistanceBits),

        // Bins of both samples together with something put into empty ones, as Evidently has them.
        OverSturges("psi.sturges-filled", (p, q) => ZeroFill.PopulationStabilityIndex(ZeroFill.Apply(p), ZeroFill.Apply(q))),
        OverSturges("kl.sturges-filled", (p, q) => KullbackLeibler.Divergence<double>(ZeroFill.Apply(p), ZeroFill.Apply(q))),
        OverSturges("js.sturges.distance-nat", JensenShannon.Distance),
        OverSturges("js.sturges.distance-base-2", JensenShannon.DistanceBits),

        // Bins of the reference, and one for all that lies outside, as NannyML has them.
        OverDoane("js.doane.distance-base-2", JensenShannon.DistanceBits),
        OverDoane("hellinger.doane", Hellinger.Distance),
    ];

    /// <summary>The one with a name; null when there is none.</summary>
    public static SampleRecipe? Find(string name) => All.FirstOrDefault(recipe => recipe.Name == name);

    private static SampleRecipe OverDeciles(string name, HistogramStatistic statistic) => new(name, (reference, current) =>
    {
        var edges = DecileBins.Edges(reference.Values);
        return new Figure(name, statistic(DecileBins.Count(edges, reference.Values), DecileBins.Count(edges, current.Values)));
    });

    private static SampleRecipe OverSturges(string name, HistogramStatistic statistic) => new(name, (reference, current) =>
    {
        var edges = BinEdges.Sturges(reference, current);
        return new Figure(name, statistic(BinEdges.Count(edges, reference), BinEdges.Count(edges, current)));
    });

    private static SampleRecipe OverDoane(string name, HistogramStatistic statistic) => new(name, (reference, current) =>
    {
        var edges = BinEdges.Doane(reference);
        long[] inside = BinEdges.Count(edges, current);
        return new Figure(name, statistic([.. BinEdges.Count(edges, reference), 0], [.. inside, current.Count - inside.Sum()]));
    });
}
