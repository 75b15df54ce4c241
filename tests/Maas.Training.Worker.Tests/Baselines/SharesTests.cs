using Maas.Contracts.Monitoring.V1;
using Maas.Training.Worker.Baselines;

namespace Maas.Training.Worker.Tests.Baselines;

public sealed class SharesTests
{
    [Test]
    public void Numbers_OfEvenSpread_FallIntoTenEqualBins()
    {
        var shares = NumberShares.Of([.. Enumerable.Range(0, 1001).Select(i => (float)i), float.NaN]);

        Assert.That(shares.Edges, Is.EqualTo((double[])[100, 200, 300, 400, 500, 600, 700, 800, 900]).Within(1e-9));
        Assert.That(shares.Counts, Is.EqualTo((long[])[100, 100, 100, 100, 100, 100, 100, 100, 100, 101]));
        Assert.That(shares.Mean, Is.EqualTo(500));
        Assert.That(shares.StandardDeviation, Is.EqualTo(Math.Sqrt(1001.0 * 1002 / 12)).Within(1e-9));
    }

    [Test]
    public void Numbers_OfFewValues_HaveDistinctEdges()
    {
        var shares = NumberShares.Of([0, 0, 0, 1, 1]);

        Assert.That(shares.Edges, Is.Unique.And.Ordered);
        Assert.That(shares.Counts.Sum(), Is.EqualTo(5));
        Assert.That(shares.Counts[^1], Is.EqualTo(2));
    }

    [Test]
    public void Numbers_TellTheirRange_WhenThereAreAny()
    {
        Assert.That(NumberShares.Of([3, float.NaN, -2.5f, 7]).Range, Is.EqualTo(new ValueRange { Minimum = -2.5, Maximum = 7 }));
        Assert.That(NumberShares.Of([float.NaN]).Range, Is.Null);
    }

    [Test]
    public void Categories_BeyondTheThousandth_AreCountedAsOther()
    {
        string[] values = [.. Enumerable.Range(0, 1003).Select(i => $"c{i:d4}"), "c0005", ""];

        var shares = CategoryShares.Of(values);

        Assert.That(shares.Categories, Has.Count.EqualTo(1000));
        Assert.That(shares.Categories[0], Is.EqualTo("c0005"));
        Assert.That(shares.Counts[0], Is.EqualTo(2));
        Assert.That(shares.OtherCount, Is.EqualTo(3));
    }
}
