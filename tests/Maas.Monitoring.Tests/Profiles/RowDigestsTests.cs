using Maas.Monitoring.Ingestion;
using Maas.Monitoring.Profiles;
using Maas.Statistics.Sketches;

namespace Maas.Monitoring.Tests.Profiles;

/// <summary>Which rows are the same.</summary>
internal sealed class RowDigestsTests
{
    [Test]
    public void Add_OfANumberAndItsText_IsTwoRows() =>
        Assert.That(Different([new("x", 1, null)], [new("x", null, "1")]), Is.EqualTo(2));

    [Test]
    public void Add_OfTextsThatLookLikeValues_IsTwoRows()
    {
        Assert.That(Different([new("x", null, "#1")], [new("x", 1, null)]), Is.EqualTo(2));
        Assert.That(Different([new("x", null, "a\u001fy\u001fb")], [new("x", null, "a"), new("y", null, "b")]), Is.EqualTo(2));
        Assert.That(Different([new("x", null, "a"), new("y", null, "")], [new("x", null, ""), new("y", null, "a")]), Is.EqualTo(2));
    }

    [Test]
    public void Add_OfOneRowInAnotherOrder_IsOneRow() =>
        Assert.That(Different([new("x", 1, null), new("y", null, "a")], [new("y", null, "a"), new("x", 1, null)]), Is.EqualTo(1));

    [Test]
    public void Add_OfWhatIsMissing_IsOneRow() =>
        Assert.That(Different([new("x", double.NaN, null)], [new("x", null, "")], [new("x", null, null)]), Is.EqualTo(1));

    private static long Different(params SampledValue[][] rows)
    {
        var sketch = new DistinctSketch();
        RowDigests.Add(sketch, [.. rows.Select(row => new SampledValues(row, Prediction: null))]);
        return (long)Math.Round(sketch.Estimate());
    }
}
