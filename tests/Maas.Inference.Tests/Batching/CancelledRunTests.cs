using System.Diagnostics;
using System.Runtime.InteropServices;
using Maas.Inference.Batching;
using Maas.Inference.Models;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Batching;

/// <summary>With the clock of the machine: a run that nobody waits for is stopped.</summary>
internal sealed class CancelledRunTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task RunAsync_OfALongRun_EndsSoonAfterItIsCancelled()
    {
        var model = LoadedModels.Load(OnnxModels.Loop());
        await using var host = await ServingHost.StartAsync(model);
        var schedulers = host.Host.Services.GetService(typeof(BatchSchedulers)) as BatchSchedulers;
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 5; i++)
        {
            using var stop = new CancellationTokenSource();
            var job = JobOf(model);
            job.Cancellation = stop.Token;
            var task = Task.Run(() => schedulers!.Of(model).RunAsync(job).AsTask());
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            var begin = Stopwatch.GetTimestamp();

            await stop.CancelAsync();

            await Assert.ThrowsAsync<OperationCanceledException>(() => task);
            var elapsed = Stopwatch.GetElapsedTime(begin);
            slowest = elapsed > slowest ? elapsed : slowest;
        }

        TestContext.Out.WriteLine($"slowest of 5: {slowest.TotalMilliseconds:0.0} ms");
        Assert.That(slowest, Is.LessThan(TimeSpan.FromMilliseconds(50)));
    }

    private static InferJob JobOf(ServedModel model)
    {
        model.TryEnter();
        var job = new InferJob(new Maas.Inference.Buffers.BufferPool()) { Priority = 2 };
        job.Begin(new ModelLease("test", "models/test", new LeaseTerms("", 1), model), namesPredictions: false);
        job.CopyInput(0, [], MemoryMarshal.AsBytes<long>(new[] { long.MaxValue }));
        job.CopyInput(1, [], MemoryMarshal.AsBytes<float>(new[] { 0f }));
        job.Seal(null);
        return job;
    }
}
