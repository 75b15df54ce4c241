namespace Maas.Statistics.Tests;

public sealed class LatencySketchTests
{
    [Test]
    public void Quantile_OfLogNormalDurations_IsWithinOnePercent([Random(1, 1_000_000, 3)] int seed)
    {
        var random = new LinearCongruential((uint)seed);
        double[] durations = [.. random.Normals(20_000).Select(value => 0.002 * Math.Exp(1.5 * value))];
        var sketch = SketchOf(durations);
        Array.Sort(durations);

        foreach (var q in new[] { 0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1 })
        {
            var exact = durations[(int)Math.Floor(q * (durations.Length - 1))];

            Assert.That(sketch.Quantile(q), Is.EqualTo(exact).Within(1.0001).Percent, $"q = {q}, seed {seed}");
        }
    }

    [Test]
    public void Quantile_AtTheEdgesOfBuckets_IsWithinOnePercent()
    {
        var growth = 1.01 / 0.99;

        for (var index = -900; index < 600; index++)
        {
            var edge = Math.Pow(growth, index);

            Assert.That(SketchOf(edge).Quantile(0.5), Is.EqualTo(edge).Within(1.0001).Percent, $"bucket {index}");
        }
    }

    [Test]
    public void Merge_InAnyOrder_EqualsOneSketchOfAll([Random(3)] int seed)
    {
        var random = new Random(seed);
        double[][] parts = [.. Enumerable.Range(0, 20).Select(_ => Durations(random, random.Next(200)))];
        var whole = SketchOf([.. parts.SelectMany(part => part)]);
        var merged = new LatencySketch();
        random.Shuffle(parts);

        foreach (var part in parts)
        {
            merged.Merge(SketchOf(part));
        }

        Assert.That(merged.Buckets, Is.EqualTo(whole.Buckets));
        Assert.That((merged.Count, merged.ZeroCount), Is.EqualTo((whole.Count, whole.ZeroCount)));
        Assert.That(merged.TotalSeconds, Is.EqualTo(whole.TotalSeconds).Within(1e-9).Percent);
        Assert.That(merged.Quantile(0.9), Is.EqualTo(whole.Quantile(0.9)));
    }

    [Test]
    public void AddBuckets_OfAnotherSketch_EqualsIt()
    {
        var original = SketchOf(0, 0, 0.001, 0.5, 0.5, 3600);
        var copy = new LatencySketch();

        copy.AddBuckets(original.Buckets, original.ZeroCount, original.TotalSeconds);

        Assert.That(copy.Buckets, Is.EqualTo(original.Buckets));
        Assert.That((copy.Count, copy.ZeroCount, copy.MeanSeconds), Is.EqualTo((6L, 2L, original.MeanSeconds)));
    }

    // (g^(i-1), g^i]: 1 s is the upper end of bucket 0, in the proto's words.
    [TestCase(1.0, 0)]
    [TestCase(1.0001, 1)]
    [TestCase(0.5, -34)]
    public void Buckets_OfOneDuration_HoldItAtItsIndex(double seconds, int index) =>
        Assert.That(SketchOf(seconds).Buckets, Is.EqualTo(new[] { new LatencyBucket(index, 1) }));

    [TestCase(1e-15)]
    [TestCase(1e15)]
    public void Buckets_OfDurationOutOfRange_AreAtTheEnds(double seconds)
    {
        var sketch = SketchOf(seconds);

        Assert.That(sketch.Buckets.Single().Index, Is.EqualTo(seconds < 1 ? sketch.MinIndex : sketch.MaxIndex));
        Assert.That(sketch.MaxIndex - sketch.MinIndex + 1, Is.EqualTo(1728));
    }

    [Test]
    public void Quantile_OfZeros_IsZero() => Assert.That(SketchOf(0, 0, 0, 1).Quantile(0.5), Is.Zero);

    [Test]
    public void Quantile_OfNothing_Throws() =>
        Assert.That(() => new LatencySketch().Quantile(0.5), Throws.InvalidOperationException);

    [Test]
    public void CountAtMost_OfDurationsAwayFromTheThreshold_IsExact([Random(1, 1_000_000, 3)] int seed)
    {
        double[] durations = Durations(new Random(seed), 5_000);
        var sketch = SketchOf(durations);

        foreach (var threshold in new[] { 1e-5, 0.001, 0.05, 1, 30, 1e5 })
        {
            // At 1 % on either side a duration may be counted on the wrong one.
            Assert.That(sketch.CountAtMost(threshold), Is.InRange(
                (long)durations.Count(duration => duration < threshold / 1.0102),
                (long)durations.Count(duration => duration <= threshold * 1.0102)), $"threshold {threshold}, seed {seed}");
        }
    }

    [Test]
    public void CountAtMost_OfDurationsOnePercentAndMoreAway_CountsEachOnItsSide()
    {
        foreach (var threshold in Enumerable.Range(-900, 1_400).Select(step => Math.Pow(1.0137, step)))
        {
            var sketch = SketchOf(0, threshold / 1.0102, threshold * 1.0102);

            Assert.That(sketch.CountAtMost(threshold), Is.EqualTo(2), $"threshold {threshold}");
        }
    }

    [Test]
    public void CountAtMost_OfZero_IsTheZeros() => Assert.That(SketchOf(0, 0, 1e-9, 2).CountAtMost(0), Is.EqualTo(2));

    [TestCase(-1)]
    [TestCase(double.NaN)]
    public void CountAtMost_OfWhatIsNoThreshold_Throws(double seconds) =>
        Assert.That(() => new LatencySketch().CountAtMost(seconds), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Clear_AfterAdding_LeavesNothing()
    {
        var sketch = SketchOf(0, 1, 2);

        sketch.Clear();

        Assert.That((sketch.Count, sketch.ZeroCount, sketch.TotalSeconds, sketch.Buckets.Count()), Is.EqualTo((0L, 0L, 0.0, 0)));
    }

    [TestCase(-1)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void AddSeconds_OfWhatIsNoDuration_Throws(double seconds) =>
        Assert.That(() => new LatencySketch().AddSeconds(seconds), Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(100_000, 1)]
    [TestCase(-100_000, 1)]
    [TestCase(0, -1)]
    public void AddBuckets_OutOfRange_Throws(int index, long count) =>
        Assert.That(
            () => new LatencySketch().AddBuckets([new LatencyBucket(index, count)], 0, 0),
            Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Merge_OfAnotherAccuracy_Throws() =>
        Assert.That(() => new LatencySketch().Merge(new LatencySketch(0.02)), Throws.ArgumentException);

    private static LatencySketch SketchOf(params double[] durations)
    {
        var sketch = new LatencySketch();
        foreach (var duration in durations)
        {
            sketch.AddSeconds(duration);
        }

        return sketch;
    }

    private static double[] Durations(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(20) == 0 ? 0 : Math.Exp((random.NextDouble() * 20) - 12))];
}
