using System.Diagnostics;
using Maas.Inference.Batching;
using Maas.Inference.Calls;
using Maas.Inference.Tests.Batching;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Calls;

/// <summary>What spans cost, and how many links they have, at the most.</summary>
internal sealed class CallSpansCostTests
{
    private static readonly byte[] Triple = OnnxModels.Linear([3], 1);

    [Test]
    public void Write_OfAJobThatIsNotTraced_AllocatesNothing()
    {
        using var spans = new SpanCollector();
        using var world = new SchedulerWorld(Triple);
        List<InferJob> jobs = [world.Job(1), world.Job(2)];
        Pass();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Pass();

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void Pass()
        {
            for (var i = 0; i < 1000; i++)
            {
                jobs[0].Span = CallSpans.Current;
                jobs[0].Run = JobRun.Of(jobs, 2, BatchClosing.Drained);
                CallSpans.Write(jobs[0], world.Clock);
            }
        }
    }

    [Test]
    public async Task Write_OfManyJobsOfOneRun_LinksThirtyTwo()
    {
        using var spans = new SpanCollector();
        using var world = new SchedulerWorld(Triple);
        var jobs = Enumerable.Range(0, 40).Select(value => world.Job(value)).ToArray();
        foreach (var job in jobs)
        {
            using var call = new Activity("call").SetParentId(spans.Caller.TraceId, spans.Caller.SpanId, ActivityTraceFlags.Recorded).Start();
            job.Span = call;
        }

        await RunTogetherAsync(world, jobs);
        Array.ForEach(jobs, job => (job.Times.Arrived, job.Times.Over) = (job.Times.Read, job.Times.Ended));
        Array.ForEach(jobs, job => CallSpans.Write(job, world.Clock));

        var runs = spans.Stages.Where(span => span.OperationName == "run").ToList();
        Assert.That(runs.Select(run => run.Links.Count()), Has.Exactly(40).EqualTo(32));
        Assert.That(runs.Where((run, i) => run.Links.Any(link => link.Context.SpanId == jobs[i].Span!.SpanId)), Is.Empty);
    }

    private static Task RunTogetherAsync(SchedulerWorld world, InferJob[] jobs)
    {
        using var hold = world.Scheduler.Hold();
        return Task.WhenAll(jobs.Select(job => world.Scheduler.RunAsync(job).AsTask()).ToArray());
    }
}
