using Maas.Contracts.Training.V1;
using Maas.Training.Jobs;
using Maas.Training.Jobs.Leases;
using Microsoft.Extensions.DependencyInjection;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Jobs;

/// <summary>Jobs whose holder is not heard of any more.</summary>
public sealed class LostWorkerTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    [Test]
    public async Task Job_LostThreeTimes_FailsAndSaysByWhom()
    {
        await using var server = await TrainingServer.StartAsync(("WorkerSlots", "0"), ("LeaseDuration", $"{Lease:c}"));
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server));
        var queue = server.Services.GetRequiredService<JobQueue>();
        Job? held = null;
        for (var i = 1; i <= 3; i++)
        {
            held = await queue.ClaimAsync($"worker/box-{i}/x", CancellationToken.None).WaitAsync(TestLimits.Call);
        }

        var job = await server.WaitForEndAsync(created.Name);

        Assert.Multiple(() =>
        {
            Assert.That((job.State, job.Error?.Reason, job.AttemptCount), Is.EqualTo((State.Failed, "WORKER_DIED", 3)));
            Assert.That(job.Error?.Message, Does.Contain("nothing had been heard of 'worker/box-3' for 2 s"));
        });
        await Assert.ThrowsAsync<LeaseLostException>(() => server.Services.GetRequiredService<JobStore>().ChangeHeldAsync(
            held!, current => current with { State = JobState.Succeeded }, CancellationToken.None));
    }

    [Test]
    public async Task Job_ThatTheServiceHoldsAndDoesNotKnow_IsQueuedAgainAndNobodyDied()
    {
        await using var server = await TrainingServer.StartAsync(("WorkerSlots", "0"), ("LeaseDuration", $"{Lease:c}"));
        await server.CreateJobAsync(await Specs.ImportAsync(server));
        var queue = server.Services.GetRequiredService<JobQueue>();
        await queue.ClaimAsync(LeaseOwner.Service, CancellationToken.None).WaitAsync(TestLimits.Call);

        var again = await queue.ClaimAsync("worker/box/x", CancellationToken.None).WaitAsync(TestLimits.Call);

        Assert.That((again.AttemptCount, again.DeathCount), Is.EqualTo((2, 0)));
    }

    [Test]
    public async Task Job_WhoseLeaseRanOutWhileTheServiceWasAway_IsQueuedAgainAndNobodyDied()
    {
        await using var server = await TrainingServer.StartAsync(("WorkerSlots", "0"), ("LeaseDuration", $"{Lease:c}"));
        await server.CreateJobAsync(await Specs.ImportAsync(server));
        await server.Services.GetRequiredService<JobQueue>().ClaimAsync("worker/box/x", CancellationToken.None).WaitAsync(TestLimits.Call);

        await server.RestartAsync();
        var again = await server.Services.GetRequiredService<JobQueue>().ClaimAsync("worker/box/y", CancellationToken.None).WaitAsync(TestLimits.Call);

        Assert.That((again.AttemptCount, again.DeathCount), Is.EqualTo((2, 0)));
    }

    [Test]
    public async Task Job_CancelledBeforeItGoesBackIntoTheQueue_IsCancelled()
    {
        await using var server = await TrainingServer.StartAsync(("WorkerSlots", "0"));
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server));
        var held = await server.Services.GetRequiredService<JobQueue>().ClaimAsync("worker/box/x", CancellationToken.None);
        await server.Client.CancelTrainingJobAsync(new CancelTrainingJobRequest { Name = created.Name });

        var left = await server.Services.GetRequiredService<JobRunner>().RequeueAsync(held);

        Assert.That(left.State, Is.EqualTo(JobState.Cancelled));
    }

    [Test]
    public async Task Job_OfAWorkerElsewhere_OutlivesARestartOfTheService()
    {
        await using var server = await TrainingServer.StartAsync(("WorkerSlots", "0"), ("LeaseDuration", "00:10:00"));
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server));
        await server.Services.GetRequiredService<JobQueue>().ClaimAsync("worker/box/x", CancellationToken.None);

        await server.RestartAsync();

        var job = await server.Client.GetTrainingJobAsync(new GetTrainingJobRequest { Name = created.Name });
        Assert.That((job.State, job.AttemptCount), Is.EqualTo((State.Running, 1)));
    }
}
