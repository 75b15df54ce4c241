using Maas.Inference.Residency;
using Maas.Inference.Sampling;

namespace Maas.Inference.Tests.Sampling;

internal sealed class BatchCutTests
{
    [Test]
    public void Of_ManyCounts_CutsThemSoThatNoMessageIsLarge()
    {
        var batches = BatchCut.Of(new Observations([.. Enumerable.Range(0, 500).Select(Count)], [], 7), []);

        Assert.That(batches, Has.Count.GreaterThan(1));
        Assert.That(batches.SelectMany(batch => batch.Counts).Select(count => count.ModelVersion), Is.EqualTo(
            Enumerable.Range(0, 500).Select(i => $"models/m/versions/{i}")));
        Assert.That(batches.Select(batch => batch.DroppedSampleCount), Is.EqualTo(batches.Select((_, i) => i == 0 ? 7L : 0L)));
        Assert.That(batches.Select(SizeOf), Is.All.LessThan(ObservationBatch.TargetBytes + 20_000));
    }

    [Test]
    public void Of_ManyHeldVersions_CutsThemSoThatNoMessageIsLarge()
    {
        var source = $"deployments/{new string('d', 63)}";
        var held = Enumerable.Range(0, HeldVersions.MaxTold).Select(i => new HeldVersion
        {
            Source = source,
            ModelVersion = $"models/{new string('m', 63)}/versions/{i}",
            Device = "cuda:0",
            MemoryBytes = long.MaxValue,
            Loads = new LoadTotal(long.MaxValue, TimeSpan.MaxValue),
        }).ToList();

        var batches = BatchCut.Of(new Observations([], [], 0), held);

        Assert.That(batches.SelectMany(batch => batch.Held), Is.EqualTo(held));
        Assert.That(batches.Select(SizeOf), Is.All.LessThan(ObservationBatch.TargetBytes + 1000));
    }

    // Its durations are in as many buckets as those of requests that take 10 us to 10 s.
    private static OperationCount Count(int version)
    {
        var count = new OperationCount("deployments/prod", $"models/m/versions/{version}");
        count.Add("OK", DateTimeOffset.UnixEpoch);
        for (var seconds = 1e-5; seconds < 10; seconds *= 1.02)
        {
            var time = TimeSpan.FromSeconds(seconds);
            count.AddAnswer(1, 1, new(Read: default, Queue: time, Form: default, Run: time, Total: time));
        }

        return count;
    }

    private static int SizeOf(ObservationBatch batch) => MonitoringMessages.ToMessage(batch, "replica").CalculateSize();
}
