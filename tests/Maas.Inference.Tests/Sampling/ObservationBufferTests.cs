using System.Buffers;
using Maas.Errors;
using Maas.Inference.Models;
using Maas.Inference.Sampling;

namespace Maas.Inference.Tests.Sampling;

internal sealed class ObservationBufferTests
{
    [Test]
    public void Take_AfterRequests_CountsPerVersionMinuteAndCode()
    {
        using var world = new SamplingWorld();
        world.Succeed(values: [1, 2]);
        using (var lease = world.Lease())
        {
            world.Buffer.Failed(lease, MaasErrorCode.InvalidArgument);
        }

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        world.Succeed(deployment: "", values: [3]);

        var counts = world.Buffer.Take().Counts;

        Assert.That(counts.Select(count => (count.Source, count.ModelVersion)), Is.EqualTo(
            new[] { ("deployments/prod", "models/diabetes/versions/1"), ("models/diabetes", "models/diabetes/versions/1") }));
        Assert.That(counts[0].RequestCounts, Is.EqualTo(new Dictionary<string, long> { ["OK"] = 1, ["INVALID_ARGUMENT"] = 1 }));
        Assert.That((counts[0].RowCount, counts[0].Latency.Count), Is.EqualTo((2L, 1L)));
        Assert.That(counts[0].Latency.Quantile(0.5), Is.EqualTo(0.005).Within(0.00005));
    }

    [Test]
    public void Take_AfterRequests_TellsWhereTheirTimeWent()
    {
        using var world = new SamplingWorld();
        world.Succeed(values: [1]);
        world.Times = world.Times with { Queue = TimeSpan.Zero, Run = TimeSpan.FromMilliseconds(40) };
        world.Succeed(values: [1]);
        using (var lease = world.Lease())
        {
            world.Buffer.Failed(lease, MaasErrorCode.Internal);
        }

        var count = world.Buffer.Take().Counts.Single();

        Assert.That((count.QueueLatency.Count, count.QueueLatency.ZeroCount, count.RunLatency.Count), Is.EqualTo((2L, 1L, 2L)));
        Assert.That(count.QueueLatency.Quantile(1), Is.EqualTo(0.001).Within(0.00001));
        Assert.That(count.RunLatency.Quantile(0), Is.EqualTo(0.003).Within(0.00003));
        Assert.That(count.RunLatency.Quantile(1), Is.EqualTo(0.04).Within(0.0004));
    }

    [Test]
    public void Take_AfterRequests_CountsThemByTheRowsOfTheirRuns()
    {
        using var world = new SamplingWorld();
        foreach (var rows in new[] { 0, 1, 2, 3, 4, 5, 64, 65, long.MaxValue })
        {
            world.BatchRowCount = rows;
            world.Succeed(values: [1]);
        }

        var counts = world.Buffer.Take().Counts.Single().BatchSizeCounts;

        Assert.That(counts, Is.EqualTo(new Dictionary<int, long> { [1] = 2, [2] = 1, [4] = 2, [8] = 1, [64] = 1, [128] = 1, [1 << 30] = 1 }));
    }

    [Test]
    public void Succeeded_OfARequestThatIsNotSampled_AllocatesNothing()
    {
        using var world = new SamplingWorld();
        using var lease = world.Lease(ratio: 0);
        Pass();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Pass();

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Pass()
        {
            for (var i = 0; i < 1000; i++)
            {
                world.Buffer.Succeeded(lease, 1, 1, world.Times, world, static world => world.Answered(1));
            }
        }
    }

    [Test]
    public void Take_AfterRequests_GivesFeaturesAndPrediction()
    {
        using var world = new SamplingWorld();
        world.Succeed(values: [1, float.NaN]);

        var sample = world.Buffer.Take().Samples.Single();

        Assert.That(sample.RowCount, Is.EqualTo(2));
        Assert.That((sample.Features[0].Name, sample.Features[0].Values.Number(0)), Is.EqualTo(("bmi", 1d)));
        Assert.That(sample.Features[0].Values.Number(1), Is.NaN);
        Assert.That(sample.Prediction!.Values.Number(0), Is.EqualTo(4d));
    }

    [Test]
    public void Take_OfFullBuffer_CountsWhatWasDropped()
    {
        using var world = new SamplingWorld(new SamplingOptions { BufferBytes = 1024 });
        for (var i = 0; i < 100; i++)
        {
            world.Succeed(values: [i]);
        }

        var seen = world.Buffer.Take();

        Assert.That(seen.Samples.Count, Is.InRange(1, 20));
        Assert.That(seen.Samples.Count + seen.DroppedSampleCount, Is.EqualTo(100));
        Assert.That(seen.Counts.Single().RequestCounts["OK"], Is.EqualTo(100));
        Assert.That((world.Counters.Chosen, world.Counters.Waiting), Is.EqualTo((100L, (long)seen.Samples.Count)));
        Assert.That(world.Counters.DroppedFor(SamplingMetrics.BufferFull), Is.EqualTo(seen.DroppedSampleCount));
    }

    [Test]
    public void Take_OfSomeRows_HoldsThemAlone()
    {
        using var world = new SamplingWorld();
        world.Succeed(ratio: 0.25, values: [.. Enumerable.Range(0, 1000)]);

        var sample = world.Buffer.Take().Samples.Single();

        var values = Enumerable.Range(0, sample.RowCount).Select(sample.Features[0].Values.Number).ToList();
        Assert.That(sample.RowCount, Is.InRange(150, 350));
        Assert.That(values, Is.Ordered.And.Unique);
        Assert.That(values.Select((value, row) => sample.Prediction!.Values.Number(row) - (3 * value)), Is.All.EqualTo(1));
        Assert.That(sample.Features[0].Values.ContentSize, Is.EqualTo(sizeof(float) * sample.RowCount));
    }

    [Test]
    public void Take_OfTexts_HoldsThoseOfTheRows()
    {
        var texts = new ArrayBufferWriter<byte>();
        string[] colours = ["red", "", "blue", "dark green"];
        Array.ForEach(colours, colour => BytesContent.Write(texts, System.Text.Encoding.UTF8.GetBytes(colour)));
        var tensor = new Tensor("colour", TensorDataType.Bytes, [4], texts.WrittenMemory);

        var column = FeatureColumn.Of(tensor, 4, [1, 3])!.Values;

        Assert.That((column.Text(0), column.Text(1)), Is.EqualTo(("", "dark green")));
    }

    [Test]
    public void Take_OfMoreMinutesThanAreKept_CountsTheRequestsOfTheOldest()
    {
        using var world = new SamplingWorld(new SamplingOptions { BufferedCounts = 2 });
        for (var minute = 0; minute < 5; minute++)
        {
            world.Succeed(values: [minute]);
            world.Succeed(values: [minute]);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var seen = world.Buffer.Take();

        Assert.That((seen.Counts.Sum(count => count.RequestCount), world.Counters.DroppedRequests), Is.EqualTo((4L, 6L)));
    }

    [Test]
    public void Succeeded_BeforeAnyoneListens_KeepsNothing()
    {
        using var world = new SamplingWorld();
        using var lease = world.Lease();

        world.Unopened.Succeeded<float[]>(lease, 1, 1, default, [1], world.Answered);

        Assert.That(world.Unopened.Take().IsEmpty, Is.True);
    }

    [TestCase(0)]
    [TestCase(0.25)]
    [TestCase(1)]
    public void Choose_OfManyRows_TakesTheShare(double ratio)
    {
        const int rows = 100_000;
        var choice = new RowChoice();

        var chosen = Enumerable.Range(0, rows / 10).Sum(_ => choice.Choose(10, ratio).Count);

        // Four standard deviations of a binomial share.
        Assert.That(chosen, Is.EqualTo(rows * ratio).Within(4 * Math.Sqrt(rows * ratio * (1 - ratio))));
    }

    [Test]
    [CancelAfter(30_000)]
    public void Succeeded_FromManyThreads_LosesNothing()
    {
        using var world = new SamplingWorld();

        Parallel.For(0, 4_000, i => world.Succeed(values: [i]));

        var seen = world.Buffer.Take();
        Assert.That((seen.Counts.Single().RequestCounts["OK"], seen.Samples.Count), Is.EqualTo((4_000L, 4_000)));
    }
}
