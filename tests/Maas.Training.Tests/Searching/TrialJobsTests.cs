using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Training.V1;
using Maas.Training.Jobs;
using Maas.Training.Jobs.Leases;
using Maas.Training.Jobs.Searching;
using Maas.Training.Tests.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Training.Tests.Searching;

/// <summary>The jobs that a search is made of. Its first trial waits, for there is nobody to train it.</summary>
public sealed class TrialJobsTests
{
    [Test]
    public async Task Variants_OfAnotherWinner_AreFollowedAndNotThoseThatWereRemoved()
    {
        await using var server = await StartAsync();
        var (queue, jobs) = (server.Services.GetRequiredService<JobQueue>(), server.Services.GetRequiredService<TrialJobs>());
        var trial = await queue.ClaimAsync("worker/box/a", CancellationToken.None).WaitAsync(TestLimits.Call);
        await jobs.BeginAsync(Variants(winner: 1), trial.Spec, _ => { }, CancellationToken.None);
        var before = await queue.ClaimAsync("worker/box/b", CancellationToken.None).WaitAsync(TestLimits.Call);
        var heard = new ConcurrentQueue<Job>();

        var anew = await jobs.BeginAsync(Variants(winner: 2), trial.Spec, heard.Enqueue, CancellationToken.None);
        await jobs.StopAsync(anew);

        Assert.That((before.Id, before.State, anew.Id), Is.EqualTo(("search/variants", JobState.Running, "search/variants")));
        Assert.That(heard.Select(job => (job.Uid, job.State)), Is.EqualTo(new[] { (anew.Uid, JobState.Queued), (anew.Uid, JobState.Cancelled) }));
    }

    [Test]
    public async Task Progress_IsAllNeededOfATrial_AndNotOfTheMakingOfVariants()
    {
        await using var server = await StartAsync();
        var trial = (await server.Workers.ClaimWorkAsync(NewClaim())).Assignment;
        var spec = (await server.Services.GetRequiredService<JobStore>().GetAsync("search/trials/0", CancellationToken.None)).Spec;
        await server.Services.GetRequiredService<TrialJobs>().BeginAsync(Variants(winner: 0), spec, _ => { }, CancellationToken.None);

        var variants = (await server.Workers.ClaimWorkAsync(NewClaim())).Assignment;

        Assert.That((trial.TrainingJob, trial.NeedsAllProgress), Is.EqualTo(("trainingJobs/search/trials/0", true)));
        Assert.That((variants.TrainingJob, variants.NeedsAllProgress), Is.EqualTo(("trainingJobs/search/variants", false)));
    }

    // A link to itself is there, and cannot be followed.
    [Test]
    public async Task Outcome_ThatCannotBeLookedAt_IsWaitedForAndNotTakenForGone()
    {
        await using var server = await StartAsync();
        var (jobs, files) = (server.Services.GetRequiredService<TrialJobs>(), server.Services.GetRequiredService<JobFiles>());
        var trial = await server.Services.GetRequiredService<JobStore>().GetAsync("search/trials/0", CancellationToken.None);
        var folder = files.Create(trial);
        File.CreateSymbolicLink(folder.OutcomePath, folder.OutcomePath);

        var found = jobs.FindOutcomeAsync(trial, CancellationToken.None);
        var isWaiting = !found.IsCompleted;
        File.Delete(folder.OutcomePath);
        folder.WriteOutcome(FakeWorker.Outcome);

        Assert.That(isWaiting, Is.True);
        Assert.That((await found.WaitAsync(TestLimits.Call))?.Metrics["test.r2"], Is.EqualTo(0.5));
    }

    [Test]
    public async Task Outcome_ThatIsNotThere_IsNull()
    {
        await using var server = await StartAsync();
        var (jobs, files) = (server.Services.GetRequiredService<TrialJobs>(), server.Services.GetRequiredService<JobFiles>());
        var trial = await server.Services.GetRequiredService<JobStore>().GetAsync("search/trials/0", CancellationToken.None);

        var withoutFolder = await jobs.FindOutcomeAsync(trial, CancellationToken.None).WaitAsync(TestLimits.Call);
        files.Create(trial);
        var withoutFile = await jobs.FindOutcomeAsync(trial, CancellationToken.None).WaitAsync(TestLimits.Call);

        Assert.That((withoutFolder is null, withoutFile is null), Is.EqualTo((true, true)));
    }

    private static async Task<TrainingServer> StartAsync()
    {
        var server = await TrainingServer.StartAsync(("WorkerSlots", "0"));
        var spec = await Specs.ImportAsync(server);
        spec.Algorithm = "mlp";
        spec.Search = new SearchSpec { MaxTrialCount = 1 };
        var search = await server.CreateJobAsync(spec, "search");
        await server.WaitAsync(search.Name, job => job.Progress.TrialCount == 1);
        return server;
    }

    private static TrialOrigin Variants(int winner) =>
        new("search", winner, LearningTime: null) { Winner = new TrainedAttempt(Guid.NewGuid(), 1) };

    private static ClaimWorkRequest NewClaim() => new()
    {
        Worker = "box", RequestId = Guid.NewGuid().ToString(), WaitDuration = TimeSpan.FromSeconds(30).ToDuration(),
    };
}
