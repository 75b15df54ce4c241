using Maas.Contracts.Monitoring.V1;
using Maas.Training.Worker.Baselines;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Tests.Baselines;

public sealed class SliceSharesTests
{
    [Test]
    public void Slices_OfAFeatureWithFewValues_AddUpToAllRows()
    {
        var region = Enumerable.Range(0, 900).Select(row => row % 9 == 0 ? "" : "NSW"[row % 3].ToString()).ToArray();
        var age = Enumerable.Range(0, 900).Select(row => row % 10 == 7 ? float.NaN : (row % 3 * 1000) + row).ToArray();
        var rows = Rows(new RawColumn("region", null, region), new RawColumn("age", age, null));

        var (slices, seen) = Describe(rows);

        Assert.That(slices.Select(slice => (slice.Feature, slice.Value)), Is.EqualTo(new[]
        {
            ("region", "S"), ("region", "W"), ("region", "N"), ("region", ""),
        }));
        foreach (var (place, feature) in new[] { (0, seen[1]), (1, seen[2]), (2, seen[0]) })
        {
            var added = slices.Select(slice => slice.Counts[place].BinCounts.AsEnumerable())
                .Aggregate((sums, counts) => sums.Zip(counts, (sum, count) => sum + count)).ToArray();
            Assert.That(added, Is.EqualTo(Bins(feature)), feature.Feature);
            Assert.That(slices.Sum(slice => slice.Counts[place].MissingCount), Is.EqualTo(feature.MissingCount), feature.Feature);
        }

        var ofSouth = Enumerable.Range(0, 900).Where(row => region[row] == "S" && !float.IsNaN(age[row])).Select(row => (double)age[row]).ToList();
        Assert.That(slices[0].Counts[1].Mean, Is.EqualTo(ofSouth.Average()).Within(1e-9));
        Assert.That(slices[0].Counts[1].BinCounts.Sum(), Is.EqualTo(ofSouth.Count));
        Assert.That(slices[0].Counts[0].BinCounts.Count(count => count > 0), Is.EqualTo(1), "all rows of a slice have its value");
    }

    [Test]
    public void Slices_OfNumbers_AreOfThoseThatName()
    {
        var grade = Enumerable.Range(0, 400).Select(row => (float)(row % 4)).ToArray();
        var measure = Enumerable.Range(0, 400).Select(row => row * 0.1f).ToArray();

        var (slices, _) = Describe(Rows(new RawColumn("grade", grade, null), new RawColumn("measure", measure, null)));

        Assert.That(slices.Select(slice => $"{slice.Feature}={slice.Value}"), Is.EqualTo(new[] { "grade=0", "grade=1", "grade=2", "grade=3" }));
    }

    [Test]
    public void Slices_OfFewRows_AreLeftOut()
    {
        string[] plan = [.. Enumerable.Repeat("usual", 150), .. Enumerable.Repeat("rare", 49), .. Enumerable.Repeat("enough", 50)];

        var (slices, _) = Describe(Rows(new RawColumn("plan", null, plan)));

        Assert.That(slices.Select(slice => slice.Value), Is.EqualTo(new[] { "usual", "enough" }));
    }

    [Test]
    public void Slices_OfManyFeatures_StayWithinTheirRoom()
    {
        var columns = Enumerable.Range(0, 200).Select(column => new RawColumn(
            $"c{column}", null, [.. Enumerable.Range(0, 3_000).Select(row => $"v{(row / (column + 1)) % 40}")])).ToArray();

        var (slices, _) = Describe(Rows(columns));

        Assert.That(slices, Is.Not.Empty);
        Assert.That(slices.Sum(slice => slice.Counts.Sum(counts => counts.BinCounts.Count + 1)), Is.InRange(50_000, 100_000));
    }

    [Test]
    public void Slices_OfWhatIsNotOfTheRows_HaveNoValuesOfIt_BeforeThePrediction()
    {
        string[] plan = [.. Enumerable.Range(0, 200).Select(row => row % 2 == 0 ? "a" : "b")];
        var confidence = MonitoringBaseline.Describe(new RawColumn("(confidence)", [.. Enumerable.Range(0, 100).Select(row => row / 100f)], null));

        var (slices, seen) = Describe(Rows(new RawColumn("plan", null, plan)), [confidence]);

        Assert.That(
            slices[0].Counts.Select(counts => counts.BinCounts.Count),
            Is.EqualTo(new[] { Bins(seen[1]).Length, Bins(confidence).Length, Bins(seen[0]).Length }));
        Assert.That(slices[0].Counts.Select(counts => counts.BinCounts.Sum()), Is.EqualTo(new[] { 100, 0, 100 }));
    }

    private static RawRows Rows(params RawColumn[] features)
    {
        var count = features[0].Texts?.Length ?? features[0].Numbers!.Length;
        var prediction = new RawColumn("(prediction)", null, [.. Enumerable.Range(0, count).Select(row => row % 2 == 0 ? "no" : "yes")]);
        return new RawRows(count, [prediction, .. features]);
    }

    private static (List<SliceBaseline> Slices, List<FeatureBaseline> Seen) Describe(RawRows rows, IReadOnlyList<FeatureBaseline>? others = null)
    {
        var seen = rows.Columns.Select(MonitoringBaseline.Describe).ToList();
        return ([.. SliceShares.Of(rows, seen, others ?? [])], seen);
    }

    private static long[] Bins(FeatureBaseline feature) => feature.Numeric is { } numeric
        ? [.. numeric.Counts]
        : [.. feature.Categorical.Counts, feature.Categorical.OtherCount];
}
