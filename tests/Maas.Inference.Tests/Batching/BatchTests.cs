using Maas.Inference.Batching;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Batching;

/// <summary>Which runs are stopped because nobody waits for them.</summary>
internal sealed class BatchTests
{
    [Test]
    public void StopIfAbandoned_OfARunTogether_StopsWhenNobodyWaits()
    {
        using var world = new SchedulerWorld(OnnxModels.Linear([2], 0));
        using var gone = new CancellationTokenSource();
        var (first, second) = (world.Job(1), world.Job(2));
        var batch = Of(first, second);
        batch.Begin();

        first.Cancellation = gone.Token;
        gone.Cancel();
        batch.StopIfAbandoned(now: 0);
        var stoppedWhileOneWaits = batch.WasStopped;
        second.Deadline = 5;
        batch.StopIfAbandoned(now: 5);

        Assert.That((stoppedWhileOneWaits, batch.WasStopped), Is.EqualTo((false, true)));
    }

    [Test]
    public void StopIfAbandoned_OfARunAlone_MindsThatJobOnly()
    {
        using var world = new SchedulerWorld(OnnxModels.Linear([2], 0));
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        var (waiting, left) = (world.Job(1), world.Job(2));
        left.Cancellation = gone.Token;
        var batch = Of(waiting, left);

        batch.BeginAlone(left);
        batch.StopIfAbandoned(now: 0);
        var first = (batch.WasStopped, batch.Options.Terminate);
        batch.End();
        batch.BeginAlone(waiting);
        batch.StopIfAbandoned(now: 0);

        Assert.That(first, Is.EqualTo((true, true)));
        Assert.That((batch.WasStopped, batch.Options.Terminate), Is.EqualTo((false, false)), "what stopped one must not stop the next");
    }

    private static Batch Of(params InferJob[] jobs)
    {
        var batch = new Batch(_ => { });
        Array.ForEach(jobs, batch.Add);
        return batch;
    }
}
