using Maas.Errors;
using Maas.Inference.Batching;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Batching;

/// <summary>Requests that are in a hurry.</summary>
internal sealed class DeadlineTests
{
    private static readonly byte[] Triple = OnnxModels.Linear([3], 1);

    [Test]
    public async Task RunAsync_PastTheDeadline_IsDroppedAndNeverRuns()
    {
        using var world = new SchedulerWorld(Triple);
        var job = world.Job(1);
        job.Deadline = world.In(TimeSpan.FromMilliseconds(50));
        using var hold = world.Scheduler.Hold();
        var task = world.Scheduler.RunAsync(job).AsTask();

        world.Clock.Advance(TimeSpan.FromMilliseconds(60));
        var error = await Assert.ThrowsAsync<MaasException>(() => task);

        Assert.That((error!.Code, error.Reason), Is.EqualTo((MaasErrorCode.DeadlineExceeded, "DEADLINE_UNREACHABLE")));
        Assert.That((world.Scheduler.QueuedRequests, world.RunRows.Count()), Is.EqualTo((0, 0)));
    }

    [Test]
    public void RunAsync_ThatCannotBeInTime_IsRefusedWhenItComes()
    {
        using var world = new SchedulerWorld(Triple, limits: new BatchLimits(1, ""));
        world.Ran(TimeSpan.FromMilliseconds(100));
        using var hold = world.Scheduler.Hold();
        _ = world.Scheduler.RunAsync(world.Job(1)).AsTask();
        var late = world.Job(2);
        late.Deadline = world.In(TimeSpan.FromMilliseconds(150));

        var error = Assert.Throws<MaasException>(() => _ = world.Scheduler.RunAsync(late).AsTask());

        Assert.That(error!.Reason, Is.EqualTo("DEADLINE_UNREACHABLE"));
        Assert.That(error.Metadata["neededMilliseconds"], Is.EqualTo("250"));
    }

    [Test]
    public void RunAsync_BehindOneOfManyRows_ExpectsOneRunOfIt()
    {
        using var world = new SchedulerWorld(Triple, limits: new BatchLimits(1, ""));
        world.Model.RunTimes.Add(1_000, world.Ticks(TimeSpan.FromMilliseconds(100)));
        using var hold = world.Scheduler.Hold();
        _ = world.Scheduler.RunAsync(world.Job(new float[1_000])).AsTask();
        var next = world.Job(new float[1_000]);
        next.Deadline = world.In(TimeSpan.FromSeconds(1));

        _ = world.Scheduler.RunAsync(next).AsTask();

        Assert.That(world.Scheduler.QueuedRequests, Is.EqualTo(2));
    }

    [Test]
    public async Task RunAsync_WithLateRequestsBesideOneInTime_RunsThatOneAndKeepsTheEstimate()
    {
        using var world = new SchedulerWorld(Triple, limits: new BatchLimits(1, ""));
        var hold = world.Scheduler.Hold();
        var jobs = Enumerable.Range(0, 5).Select(value => world.Job(value)).ToArray();
        Array.ForEach(jobs[..4], job => job.Deadline = world.In(TimeSpan.FromMilliseconds(150)));
        var tasks = jobs.Select(job => world.Scheduler.RunAsync(job).AsTask()).ToArray();
        world.Ran(TimeSpan.FromMilliseconds(200));

        hold.Dispose();
        await tasks[4];

        // That run took no time by this clock: 7/8 are left after it.
        Assert.That(world.Model.RunTimes.Estimate(1), Is.EqualTo(world.Ticks(TimeSpan.FromMilliseconds(175))).Within(1).Percent);
    }

    [Test]
    public async Task RunAsync_WaitingLongerThanItsTimeout_IsRefused()
    {
        using var world = new SchedulerWorld(Triple);
        var job = world.Job(1);
        job.QueueTimeout = TimeSpan.FromMilliseconds(20);
        using var hold = world.Scheduler.Hold();
        var task = world.Scheduler.RunAsync(job).AsTask();

        world.Clock.Advance(TimeSpan.FromMilliseconds(30));

        var error = await Assert.ThrowsAsync<MaasException>(() => task);
        Assert.That(error!.Reason, Is.EqualTo("LIMIT_REACHED"));
    }
}
