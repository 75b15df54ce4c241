using System.Diagnostics;
using Maas.Errors;
using Maas.Inference.Batching;
using Maas.Inference.Models;
using Maas.Testing.Onnx;
using static Maas.Contracts.Onnx.TensorProto.Types;

namespace Maas.Inference.Tests.Batching;

internal sealed class BatchSchedulerTests
{
    private static readonly byte[] Triple = OnnxModels.Linear([3], 1);

    [Test]
    public async Task RunAsync_OfRequestsThatWaitTogether_IsOneRunAndEachGetsItsRows()
    {
        using var world = new SchedulerWorld(Triple);
        var jobs = new[] { world.Job(1), world.Job(2, 3), world.Job(4) };

        await RunTogetherAsync(world, jobs);

        Assert.That(world.RunRows, Is.EqualTo(new long[] { 4 }));
        Assert.That(jobs.Select(SchedulerWorld.Answer), Is.EqualTo(new[] { new[] { 4f }, [7f, 10f], [13f] }));
    }

    [Test]
    public async Task RunAsync_OfTexts_GivesEachRequestItsOwn()
    {
        using var world = new SchedulerWorld(OnnxModels.Identity(DataType.String, columns: 1));
        var jobs = new[] { world.Job(Text("größe")), world.Job(Text("")), world.Job(Text("b")) };

        await RunTogetherAsync(world, jobs);

        Assert.That(world.RunRows, Is.EqualTo(new long[] { 3 }));
        Assert.That(jobs.Select(job => job.Outputs[0].Content.ToArray()), Is.EqualTo(new[] { Text("größe"), Text(""), Text("b") }.Select(text => text.Content.ToArray())));
    }

    [Test]
    public async Task RunAsync_OfDifferentShapes_KeepsThemApart()
    {
        using var world = new SchedulerWorld(OnnxModels.IdentityOfShape(DataType.Float, -1, -1));
        var jobs = new[] { Row(world, 1, 2), Row(world, 1), Row(world, 3, 4), Row(world, 2) };

        await RunTogetherAsync(world, jobs);

        Assert.That(world.RunRows, Is.EqualTo(new long[] { 2, 2 }));
        Assert.That(jobs.Select(SchedulerWorld.Answer), Is.EqualTo(new[] { new[] { 1f, 2f }, [1f], [3f, 4f], [2f] }));
    }

    [Test]
    public async Task RunAsync_WithMoreRowsThanFit_TakesSeveralRuns()
    {
        using var world = new SchedulerWorld(Triple, limits: new BatchLimits(4, ""));
        var jobs = Enumerable.Range(0, 10).Select(value => world.Job(value)).ToArray();

        await RunTogetherAsync(world, jobs);

        Assert.That(world.RunRows, Is.EqualTo(new long[] { 2, 4, 4 }));
    }

    [Test]
    public async Task RunAsync_WithAPreferredSize_ClosesTheBatchThere()
    {
        using var world = new SchedulerWorld(Triple, new SchedulingOptions { PreferredBatchRows = [2, 4] });
        var jobs = Enumerable.Range(0, 7).Select(value => world.Job(value)).ToArray();

        await RunTogetherAsync(world, jobs);

        Assert.That(world.RunRows, Is.EqualTo(new long[] { 1, 2, 4 }));
    }

    [Test]
    public async Task RunAsync_WithAPreferredSize_CountsTheRowsOfEachRequest()
    {
        using var world = new SchedulerWorld(Triple, new SchedulingOptions { PreferredBatchRows = [4] });
        var jobs = Enumerable.Range(0, 3).Select(value => world.Job(value, value + 1)).ToArray();

        await RunTogetherAsync(world, jobs);

        Assert.That(world.RunRows, Is.EqualTo(new long[] { 2, 4 }));
    }

    [Test]
    public async Task RunAsync_WhenOneRequestFails_AnswersTheOthers()
    {
        using var world = new SchedulerWorld(OnnxModels.LookUp(10, 20, 30));
        var jobs = new[] { world.Job(Index(0)), world.Job(Index(99)), world.Job(Index(2)) };
        var tasks = Begin(world, jobs);

        await tasks[0];
        await tasks[2];
        var error = await Assert.ThrowsAsync<MaasException>(() => tasks[1]);

        Assert.That(error!.Reason, Is.EqualTo("EXECUTION_FAILED"));
        Assert.That(SchedulerWorld.Answer(jobs[0]), Is.EqualTo(new[] { 10f }));
        Assert.That(SchedulerWorld.Answer(jobs[2]), Is.EqualTo(new[] { 30f }));
        Assert.That(world.RunRows, Is.EqualTo(new long[] { 1, 1 }), "runs of each alone count too");
    }

    [Test]
    public async Task RunAsync_WithAFullQueue_RefusesTheNextAtOnceAndSaysWhen()
    {
        using var world = new SchedulerWorld(Triple, new SchedulingOptions { MaxQueuedRequests = 3 });
        var jobs = Enumerable.Range(0, 3).Select(value => world.Job(value)).ToArray();
        var hold = world.Scheduler.Hold();
        var tasks = jobs.Select(job => world.Scheduler.RunAsync(job).AsTask()).ToArray();
        var begin = Stopwatch.GetTimestamp();

        var error = Assert.Throws<MaasException>(() => _ = world.Scheduler.RunAsync(world.Job(9)).AsTask());

        var elapsed = Stopwatch.GetElapsedTime(begin);
        hold.Dispose();
        await Task.WhenAll(tasks);
        Assert.That((error!.Code, error.Reason, error.Metadata["limit"]), Is.EqualTo((MaasErrorCode.ResourceExhausted, "LIMIT_REACHED", "3")));
        Assert.That(error.RetryDelay, Is.Not.Null);
        Assert.That(elapsed, Is.LessThan(TimeSpan.FromMilliseconds(5)));
    }

    [Test]
    public void RunAsync_WithTooManyBytesWaiting_RefusesTheNext()
    {
        using var world = new SchedulerWorld(Triple, new SchedulingOptions { MaxQueuedBytes = 8 });
        using var hold = world.Scheduler.Hold();
        _ = world.Scheduler.RunAsync(world.Job(1, 2)).AsTask();

        var error = Assert.Throws<MaasException>(() => _ = world.Scheduler.RunAsync(world.Job(3)).AsTask());

        Assert.That(error.Message, Does.Contain("MaxQueuedBytes"));
    }

    [Test]
    public async Task RunAsync_CancelledInTheQueue_LeavesIt()
    {
        using var world = new SchedulerWorld(Triple);
        using var stop = new CancellationTokenSource();
        var job = world.Job(1);
        job.Cancellation = stop.Token;
        using var hold = world.Scheduler.Hold();
        var task = world.Scheduler.RunAsync(job).AsTask();

        await stop.CancelAsync();
        world.Clock.Advance(TimeSpan.FromMilliseconds(10));

        await Assert.ThrowsAsync<OperationCanceledException>(() => task);
        Assert.That(world.Scheduler.QueuedRequests, Is.Zero);
    }

    [Test]
    public async Task RunAsync_WithADelay_WaitsForOthersThatLong()
    {
        using var world = new SchedulerWorld(Triple, new SchedulingOptions { MaxBatchDelay = TimeSpan.FromMilliseconds(20) });
        var jobs = new[] { world.Job(1), world.Job(2) };
        var tasks = jobs.Select(job => world.Scheduler.RunAsync(job).AsTask()).ToArray();
        var before = world.RunRows.Count();

        world.Clock.Advance(TimeSpan.FromMilliseconds(20));
        await Task.WhenAll(tasks);

        Assert.That(before, Is.Zero);
        Assert.That(world.RunRows, Is.EqualTo(new long[] { 2 }));
    }

    [Test]
    public async Task Reset_OfAllJobs_LeavesNoMemoryInUse()
    {
        using var world = new SchedulerWorld(OnnxModels.Identity(DataType.String, columns: 1));
        var jobs = Enumerable.Range(0, 20).Select(i => world.Job(Text($"{i}"))).ToArray();
        await RunTogetherAsync(world, jobs);
        var used = world.Buffers.RentedCount;

        Array.ForEach(jobs, job => job.Reset());

        Assert.That(used, Is.GreaterThan(20));
        Assert.That((world.Buffers.RentedCount, world.Buffers.RentedBytes), Is.EqualTo((0, 0)));
    }

    private static InferJob Row(SchedulerWorld world, params float[] values) =>
        world.Job(SchedulerWorld.Floats("x", [1, values.Length], values));

    private static Tensor Text(string text)
    {
        var content = new System.Buffers.ArrayBufferWriter<byte>();
        BytesContent.Write(content, System.Text.Encoding.UTF8.GetBytes(text));
        return new Tensor("x", TensorDataType.Bytes, [1, 1], content.WrittenMemory);
    }

    private static Tensor Index(long index) => new("x", TensorDataType.Int64, [1], BitConverter.GetBytes(index));

    private static Task[] Begin(SchedulerWorld world, InferJob[] jobs)
    {
        using var hold = world.Scheduler.Hold();
        return [.. jobs.Select(job => world.Scheduler.RunAsync(job).AsTask())];
    }

    private static Task RunTogetherAsync(SchedulerWorld world, InferJob[] jobs) => Task.WhenAll(Begin(world, jobs));
}
