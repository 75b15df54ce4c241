using Maas.Statistics.Samples;
using Maas.Statistics.Sketches;

namespace Maas.Statistics.Tests.Sketches;

public sealed class QuantileSketchTests
{
    [Test]
    public void Error_EqualsReferenceValues()
    {
        foreach (var entry in MonitoringReferences.Root.GetProperty("kll_rank_error_99pct").EnumerateObject())
        {
            var k = int.Parse(entry.Name);

            Assert.That(SketchError.OfRank(k), Is.EqualTo(entry.Value.GetProperty("single_sided").GetDouble()).Within(1e-10).Percent);
            Assert.That(SketchError.OfAllRanks(k), Is.EqualTo(entry.Value.GetProperty("double_sided").GetDouble()).Within(1e-10).Percent);
        }
    }

    // Of 200 sketches, each asked for one rank, 99 of 100 are within the bound; five standard errors above that are allowed.
    [TestCase(50, 20_000)]
    [TestCase(200, 20_000)]
    [TestCase(200, 1000)]
    public void Rank_OfManySketches_IsWithinTheBound(int k, int count)
    {
        var outside = 0;
        for (var seed = 1u; seed <= 200; seed++)
        {
            var (values, random) = (new MersenneTwister(seed).Normals(count), new Random((int)seed));
            var sketch = SketchOf(values, k, seed);
            var at = values[random.Next(count)];

            var rank = values.Count(value => value <= at) / (double)count;

            outside += Math.Abs(sketch.Rank(at) - rank) > SketchError.OfRank(k) ? 1 : 0;
        }

        TestContext.Out.WriteLine($"{outside} of 200 outside");
        Assert.That(outside, Is.LessThanOrEqualTo(9));
    }

    [TestCase("ascending")]
    [TestCase("descending")]
    [TestCase("shuffled")]
    public void Quantiles_OfAnyOrder_AreWithinTheBoundForAllRanks(string order)
    {
        double[] values = [.. Enumerable.Range(0, 100_000)];
        if (order == "descending")
        {
            Array.Reverse(values);
        }
        else if (order == "shuffled")
        {
            new Random(1).Shuffle(values);
        }

        var view = SketchOf(values, 200, 1).View();

        for (var percent = 1; percent < 100; percent++)
        {
            Assert.That(view.Quantile(percent / 100.0) / 100_000, Is.EqualTo(percent / 100.0).Within(SketchError.OfAllRanks(200)));
        }
    }

    [Test]
    public void Sketch_OfFewValues_IsExact()
    {
        double[] values = [5, 1, 4, 1, 3];

        var sketch = SketchOf(values, 200, 1);

        Assert.That(new[] { 0, 0.2, 0.4, 0.5, 0.8, 1 }.Select(sketch.Quantile), Is.EqualTo(new double[] { 1, 1, 1, 3, 4, 5 }));
        Assert.That(sketch.Rank(1), Is.EqualTo(0.4));
        Assert.That((sketch.Rank(0.5), sketch.Rank(9)), Is.EqualTo((0.0, 1.0)));
    }

    // What the monitor does: a thousand replicas and minutes.
    [Test]
    public void Merge_OfAThousandParts_IsWithinTheBoundOfOne()
    {
        var twister = new MersenneTwister(3);
        var (all, merged) = (new List<double>(), new QuantileSketch());
        for (var part = 0; part < 1000; part++)
        {
            var values = twister.Normals(1 + (part % 300), part % 7);
            all.AddRange(values);
            merged.Merge(SketchOf(values, QuantileSketch.DefaultK, (ulong)part));
        }

        var (sample, view) = (new SortedSample([.. all]), merged.View());

        Assert.That((merged.Count, merged.Min, merged.Max), Is.EqualTo(((long)sample.Count, sample.Values[0], sample.Values[^1])));
        Assert.That(sample.Values.ToArray().Index().Max(value => Math.Abs(view.Rank(value.Item) - ((value.Index + 1.0) / sample.Count))),
            Is.LessThan(SketchError.OfAllRanks(QuantileSketch.DefaultK)));
        Assert.That(merged.Save(), Has.Length.LessThan(8 * ((3 * QuantileSketch.DefaultK) + 600)));
    }

    [Test]
    public void Sketch_ThatWasSavedAndLoaded_GoesOnAsBefore()
    {
        var values = new MersenneTwister(4).Normals(30_000);
        var (straight, saved) = (new QuantileSketch(64, 9), new QuantileSketch(64, 9));
        foreach (var (place, value) in values.Index())
        {
            straight.Add(value);
            saved = place % 997 == 0 ? QuantileSketch.Load(saved.Save()) : saved;
            saved.Add(value);
        }

        Assert.That(saved.Save(), Is.EqualTo(straight.Save()));
        Assert.That(QuantileSketch.Load(new QuantileSketch().Save()).Count, Is.Zero);
    }

    [Test]
    public void Load_OfOtherBytes_SaysSo() =>
        Damage.AssertRefused(SketchOf(new MersenneTwister(5).Normals(5000), 200, 1).Save(), bytes => QuantileSketch.Load(bytes));

    [Test]
    public void Sketch_OfWhatIsNoNumber_Throws()
    {
        var sketch = new QuantileSketch();

        Assert.That(() => sketch.Add(double.NaN), Throws.ArgumentException);
        Assert.That(() => sketch.Quantile(0.5), Throws.InvalidOperationException);
        Assert.That(() => sketch.Merge(new QuantileSketch(100)), Throws.ArgumentException);
    }

    [Test]
    public void Sketch_WithInfinities_KeepsThemAtTheEnds()
    {
        var sketch = SketchOf([double.NegativeInfinity, 0, double.PositiveInfinity], 200, 1);

        Assert.That((sketch.Quantile(0), sketch.Quantile(0.5), sketch.Quantile(1)), Is.EqualTo((double.NegativeInfinity, 0.0, double.PositiveInfinity)));
        Assert.That(QuantileSketch.Load(sketch.Save()).Max, Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void DistancesOfSketches_AreWithinTheSumOfTheirErrors()
    {
        var twister = new MersenneTwister(6);
        var (left, right) = (twister.Normals(20_000), twister.Normals(10_000, 0.3));
        var (reference, current) = (SketchOf(left, 256, 1).View(), SketchOf(right, 256, 2).View());

        var (ks, area) = (SketchDistances.ComputeKolmogorovSmirnov(reference, current), SketchDistances.ComputeWasserstein(reference, current));

        Assert.That(
            ks.Value,
            Is.EqualTo(KolmogorovSmirnov.Distance(new SortedSample(left), new SortedSample(right))).Within(2 * SketchError.OfAllRanks(256)));
        Assert.That(ks.PValue, Is.Null);
        Assert.That(area.Value, Is.EqualTo(0.3).Within(0.05));
    }

    [Test]
    public void Merge_WithItself_IsTwiceTheSame()
    {
        double[] values = [.. Enumerable.Range(0, 5_000).Select(value => (double)value)];
        var sketch = SketchOf(values, 200, 3);

        sketch.Merge(sketch);

        Assert.That(sketch.Count, Is.EqualTo(10_000));
        Assert.That(sketch.Rank(2_500), Is.EqualTo(0.5).Within(2 * SketchError.OfAllRanks(200)));
    }

    private static QuantileSketch SketchOf(double[] values, int k, ulong seed)
    {
        var sketch = new QuantileSketch(k, seed);
        foreach (var value in values)
        {
            sketch.Add(value);
        }

        return sketch;
    }
}
