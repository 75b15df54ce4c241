using Maas.Statistics.Samples;
using Maas.Statistics.Sketches;

namespace Maas.Statistics.Tests.Sketches;

/// <summary>Distinct values, frequent texts, histograms and moments.</summary>
public sealed class CountingSketchTests
{
    // The mean error of 30 sketches is that of Flajolet et al., 1.6 %, at most; one is off by four of them at most. Of few values less.
    [TestCase(1, 0.01, 0.01)]
    [TestCase(100, 0.01, 0.04)]
    [TestCase(5000, 0.017, 0.065)]
    [TestCase(30_000, 0.021, 0.065)]
    public void DistinctSketch_CountsWithinItsError(int count, double meanError, double largestError)
    {
        double[] errors =
        [
            .. Enumerable.Range(1, 30).Select(seed =>
            {
                var (sketch, random) = (new DistinctSketch(), new Random(seed));
                for (var i = 0; i < count; i++)
                {
                    var value = random.NextDouble();
                    sketch.Add(value);
                    sketch.Add(value);
                }

                return Math.Abs((sketch.Estimate() / count) - 1);
            }),
        ];

        Assert.That(Math.Sqrt(errors.Average(error => error * error)), Is.LessThan(meanError));
        Assert.That(errors.Max(), Is.LessThan(largestError));
    }

    [Test]
    public void DistinctSketch_OfTextsAndNothing_CountsThem()
    {
        var sketch = new DistinctSketch();
        Assert.That(sketch.Estimate(), Is.Zero);

        for (var i = 0; i < 1000; i++)
        {
            sketch.Add($"customer {i % 250}");
        }

        Assert.That(sketch.Estimate(), Is.EqualTo(250).Within(10));
    }

    [Test]
    public void DistinctSketch_OfZerosAndNaNs_CountsEachOnce()
    {
        var sketch = new DistinctSketch();

        foreach (var value in new[] { 0.0, -0.0, double.NaN, -double.NaN })
        {
            sketch.Add(value);
        }

        Assert.That(sketch.Estimate(), Is.EqualTo(2).Within(0.01));
    }

    [Test]
    public void DistinctSketches_ThatAreMerged_AreOneOfAll()
    {
        var (whole, parts) = (new DistinctSketch(), Enumerable.Range(0, 1000).Select(_ => new DistinctSketch()).ToArray());
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++)
        {
            var value = random.Next(8000);
            whole.Add(value);
            parts[random.Next(parts.Length)].Add(value);
        }

        Assert.That(MergeAll(parts, (left, right) => left.Merge(right)).Save(), Is.EqualTo(whole.Save()));
        Assert.That(DistinctSketch.Load(whole.Save()).Estimate(), Is.EqualTo(whole.Estimate()));
    }

    // Zipf: the i-th most frequent of 10,000 texts comes 1/i as often as the first.
    [Test]
    public void FrequentItems_BoundTheTruth_ByLessThanTheyPromise()
    {
        var (items, truth, random) = (new FrequentItems(64), new Dictionary<string, long>(), new Random(3));
        for (var i = 0; i < 100_000; i++)
        {
            var text = $"item {(int)Math.Pow(10_000, random.NextDouble())}";
            truth[text] = truth.GetValueOrDefault(text) + 1;
            items.Add(text);
        }

        var found = items.Items().ToDictionary(item => item.Value);

        Assert.That(items.Error, Is.LessThanOrEqualTo(100_000 / 65).And.Positive);
        Assert.That(found, Has.Count.LessThanOrEqualTo(128));
        foreach (var (text, count) in truth)
        {
            var (least, most) = found.TryGetValue(text, out var item) ? (item.LeastCount, item.MostCount) : (0, items.Error);
            Assert.That(count, Is.InRange(least, most), text);
        }
    }

    [Test]
    public void FrequentItems_OfAThousandParts_BoundTheTruth()
    {
        var (truth, random) = (new Dictionary<string, long>(), new Random(4));
        var parts = Enumerable.Range(0, 1000).Select(_ => new FrequentItems(32)).ToArray();
        for (var i = 0; i < 100_000; i++)
        {
            var text = $"item {(int)Math.Pow(3000, random.NextDouble())}";
            truth[text] = truth.GetValueOrDefault(text) + 1;
            parts[random.Next(parts.Length)].Add(text);
        }

        var merged = MergeAll(parts, (left, right) => left.Merge(right));

        Assert.That((merged.Count, merged.Error <= 100_000 / 33), Is.EqualTo((100_000, true)));
        Assert.That(merged.Items().Count(item => truth[item.Value] < item.LeastCount || truth[item.Value] > item.MostCount), Is.Zero);
        Assert.That(merged.Items().Select(item => item.Value), Is.SupersetOf(truth.Where(pair => pair.Value > 100_000 / 33).Select(pair => pair.Key)));
    }

    [Test]
    public void FrequentItems_OfFewTexts_AreExact()
    {
        var items = new FrequentItems(2);
        items.Add("b", 3);
        items.Add("");
        items.Add("a", 3);

        Assert.That(items.Items(), Is.EqualTo(new FrequentItem[] { new("a", 3, 3), new("b", 3, 3), new("", 1, 1) }));
    }

    [Test]
    public void FrequentItems_OfLongTexts_CutThem_NotWithinAPair()
    {
        var items = new FrequentItems();
        items.Add(new string('x', 5000));
        items.Add(new string('y', 127) + "😀");

        Assert.That(items.Items().Select(item => item.Value.Length), Is.EqualTo(new[] { 128, 127 }));
    }

    // Half of a surrogate pair is what a client may send, and no reason to lose the rest.
    [Test]
    public void FrequentItems_ThatWereSavedAndLoaded_AreTheSame()
    {
        var items = new FrequentItems(16);
        items.Add("\ud800", 4);
        items.Add("\udfff", 5);
        for (var i = 0; i < 1000; i++)
        {
            items.Add($"text {i % 100}");
        }

        var loaded = FrequentItems.Load(items.Save());

        Assert.That(loaded.Items(), Is.EqualTo(items.Items()));
        Assert.That((loaded.Count, loaded.Error, loaded.K), Is.EqualTo((items.Count, items.Error, items.K)));
        Damage.AssertRefused(items.Save(), bytes => FrequentItems.Load(bytes));
    }

    [Test]
    public void ReferenceHistogram_CountsBelowAboveAndMissing()
    {
        var histogram = new ReferenceHistogram([0, 1, 2]);
        foreach (var value in new[] { -1, double.NegativeInfinity, 0, 0.5, 1, 2, 2.5, double.PositiveInfinity, double.NaN })
        {
            histogram.Add(value);
        }

        Assert.That(histogram.Counts.ToArray(), Is.EqualTo(new long[] { 2, 2, 2, 2 }));
        Assert.That((histogram.MissingCount, histogram.TotalCount), Is.EqualTo((1L, 9L)));
    }

    [Test]
    public void ReferenceHistograms_OfAThousandParts_AreOneOfAll()
    {
        var (twister, random) = (new MersenneTwister(5), new Random(6));
        var reference = new SortedSample(twister.Normals(1000));
        var (whole, parts) = (ReferenceHistogram.OfQuantiles(reference, 20), Enumerable.Range(0, 1000)
            .Select(_ => ReferenceHistogram.OfQuantiles(reference, 20)).ToArray());
        foreach (var value in twister.Normals(50_000, 0.3).Append(double.NaN))
        {
            whole.Add(value);
            parts[random.Next(parts.Length)].Add(value);
        }

        Assert.That(MergeAll(parts, (left, right) => left.Merge(right)).Save(), Is.EqualTo(whole.Save()));
        Assert.That(ReferenceHistogram.Load(whole.Save()).Save(), Is.EqualTo(whole.Save()));
    }

    [Test]
    public void ReferenceHistogram_OfOtherEdges_Throws()
    {
        Assert.That(() => new ReferenceHistogram([0, 1]).Merge(new ReferenceHistogram([0, 2])), Throws.ArgumentException);
        Assert.That(() => new ReferenceHistogram([0, 0]), Throws.ArgumentException);
        Assert.That(() => new ReferenceHistogram([0, double.NaN, 1]), Throws.ArgumentException);
        Assert.That(() => new ReferenceHistogram([0]), Throws.ArgumentException);
    }

    [Test]
    public void RunningMoments_OfParts_AreThoseOfAll()
    {
        var values = new MersenneTwister(7).Normals(5000, 1e6, 3);
        var parts = values.Chunk(7).Select(MomentsOf).ToArray();

        var merged = MergeAll(parts, (left, right) => left.Merge(right));

        Assert.That(merged.Mean, Is.EqualTo(values.Average()).Within(1e-8));
        Assert.That(merged.SampleVariance, Is.EqualTo(values.Sum(value => Math.Pow(value - values.Average(), 2)) / 4999).Within(1e-6));
        Assert.That((merged.Count, merged.Min, merged.Max), Is.EqualTo((5000L, values.Min(), values.Max())));
        Assert.That(RunningMoments.Load(merged.Save()).Save(), Is.EqualTo(merged.Save()));
    }

    [Test]
    public void Load_OfOtherBytes_SaysSo()
    {
        Damage.AssertRefused(new DistinctSketch().Save(), bytes => DistinctSketch.Load(bytes));
        Damage.AssertRefused(new ReferenceHistogram([0, 1, 2, 3]).Save(), bytes => ReferenceHistogram.Load(bytes));
        Damage.AssertRefused(MomentsOf([1, 2, 3]).Save(), bytes => RunningMoments.Load(bytes));
    }

    private static RunningMoments MomentsOf(double[] values)
    {
        var moments = new RunningMoments();
        foreach (var value in values)
        {
            moments.Add(value);
        }

        return moments;
    }

    // In a random order, in a tree.
    private static T MergeAll<T>(T[] parts, Action<T, T> merge)
    {
        new Random(99).Shuffle(parts);
        for (var step = 1; step < parts.Length; step *= 2)
        {
            for (var i = 0; i + step < parts.Length; i += 2 * step)
            {
                merge(parts[i], parts[i + step]);
            }
        }

        return parts[0];
    }
}
