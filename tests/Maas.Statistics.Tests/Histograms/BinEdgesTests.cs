using Maas.Statistics.Histograms;
using Maas.Statistics.Samples;

namespace Maas.Statistics.Tests.Histograms;

public sealed class BinEdgesTests
{
    private static readonly string[] Cases = MonitoringReferences.Cases;

    [TestCaseSource(nameof(Cases))]
    public void Bins_AreAsManyAsThoseOfNumpy(string name)
    {
        var (reference, current) = MonitoringReferences.Samples(name);

        Assert.That(BinEdges.Sturges(reference, current), Has.Length.EqualTo(1 + MonitoringReferences.Number(name, "evidently_sturges_bins")));
        Assert.That(BinEdges.Doane(reference), Has.Length.EqualTo(1 + MonitoringReferences.Number(name, "nannyml_doane_bins")));
    }

    [Test]
    public void Count_OfTheEnds_IsInTheFirstAndLastBin() =>
        Assert.That(BinEdges.Count([0, 1, 2, 3], new SortedSample([-1, 0, 0.5, 1, 2, 3, 3, 3.1])), Is.EqualTo(new long[] { 2, 1, 3 }));

    [Test]
    public void Quantiles_HoldEqualShares()
    {
        var sample = new SortedSample([.. Enumerable.Range(0, 1000).Select(i => Math.Sqrt(i))]);

        Assert.That(BinEdges.Count(BinEdges.Quantiles(sample, 8), sample), Is.All.EqualTo(125));
    }

    [Test]
    public void Quantiles_OfValuesThatRepeat_AreFewer() =>
        Assert.That(BinEdges.Quantiles(new SortedSample([1, 1, 1, 1, 1, 1, 1, 2, 3]), 4), Is.EqualTo(new double[] { 1, 3 }));

    [Test]
    public void Bins_OfOneValue_AreOneAroundIt()
    {
        var sample = new SortedSample([4, 4, 4]);

        Assert.That(BinEdges.Sturges(sample, sample), Is.EqualTo(new[] { 3.5, 4.5 }));
        Assert.That(BinEdges.Doane(sample), Is.EqualTo(new[] { 3.5, 4.5 }));
        Assert.That(BinEdges.Quantiles(sample, 10), Is.EqualTo(new[] { 3.5, 4.5 }));
    }
}
