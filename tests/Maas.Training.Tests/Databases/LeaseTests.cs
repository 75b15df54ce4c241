using Maas.Storage.Database;
using Maas.Testing;
using Maas.Training.Jobs;
using Maas.Training.Jobs.Leases;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Training.Tests.Databases;

/// <summary>Who holds a job, on each engine.</summary>
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
[CancelAfter(60_000)]
internal sealed class LeaseTests(TestDatabase engine)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private TempFolder _folder = null!;
    private RelationalDatabase? _database;
    private RelationalDatabase? _other;
    private JobStore _store = null!;

    [SetUp]
    public async Task OpenAsync()
    {
        _folder = new TempFolder();
        var connection = engine == TestDatabase.Postgres ? SharedPostgres.CreateDatabase() : "";
        _database = await OpenAsync(connection);
        _other = await OpenAsync(connection);
        _store = NewStore(_database);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        foreach (var database in (RelationalDatabase?[])[_database, _other])
        {
            await (database?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        _folder.Dispose();
    }

    [Test]
    public async Task Claim_ByManyAtOnce_GivesEachJobOnce(CancellationToken cancellationToken)
    {
        const int jobs = 60;
        var added = await AddAsync(jobs, cancellationToken);
        JobStore[] stores = [_store, NewStore(_other!)];

        var claims = await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            var claimed = new List<Job>();
            while (await stores[number % 2].ClaimNextAsync($"worker/{number}", Lease, cancellationToken) is { } job)
            {
                claimed.Add(job);
            }

            return claimed;
        }));

        Assert.That(claims.SelectMany(claimed => claimed.Select(job => job.Id)), Is.EquivalentTo(added));
        Assert.That(claims.Select(claimed => claimed.Select(job => job.Id)), Is.All.Ordered, "each got older ones first");
    }

    [Test]
    public async Task Claim_WhileAnotherLooksAtTheOldest_TakesTheNext(CancellationToken cancellationToken)
    {
        if (engine == TestDatabase.Sqlite)
        {
            // One writer at a time: who comes second waits, and takes the oldest.
            await AddAsync(2, cancellationToken);
            var waiting = Task.FromResult<Job?>(null);
            await _other!.WriteRowsAsync(
                session =>
                {
                    waiting = Task.Run(() => _store.ClaimNextAsync("worker/a", Lease, cancellationToken), cancellationToken);
                    return session.ExecuteAsync("UPDATE training_job SET state = state WHERE id = 'job-00'");
                },
                cancellationToken);

            Assert.That((await waiting)!.Id, Is.EqualTo("job-00"));
            return;
        }

        await AddAsync(2, cancellationToken);

        var claimed = await _other!.WriteRowsAsync(
            async session =>
            {
                await session.QueryAsync<string>("SELECT id FROM training_job WHERE id = 'job-00' FOR UPDATE");
                return await _store.ClaimNextAsync("worker/a", Lease, cancellationToken);
            },
            cancellationToken);

        Assert.That(claimed!.Id, Is.EqualTo("job-01"));
    }

    [Test]
    public async Task Lease_ThatIsRenewed_DoesNotRunOut(CancellationToken cancellationToken)
    {
        await AddAsync(1, cancellationToken);
        await _store.ClaimNextAsync("worker/a", Lease, cancellationToken);
        _clock.Advance(Lease * 0.7);
        var renewed = await _store.RenewAsync("worker/a", Lease, cancellationToken);
        _clock.Advance(Lease * 0.7);

        var early = await TakeAsync("service/b", cancellationToken);
        _clock.Advance(Lease * 0.7);
        var late = await TakeAsync("service/b", cancellationToken);
        var again = await TakeAsync("service/c", cancellationToken);

        Assert.That((renewed, early, late?.FormerOwner, late?.Job.LeaseOwner, again),
            Is.EqualTo((1, default((Job, string)?), "worker/a", "service/b", default((Job, string)?))));
    }

    [Test]
    public async Task Change_ByWhoLostTheLease_IsRefused(CancellationToken cancellationToken)
    {
        await AddAsync(1, cancellationToken);
        var held = await _store.ClaimNextAsync("worker/a", Lease, cancellationToken);
        _clock.Advance(Lease);
        var (taken, _) = (await TakeAsync("service/b", cancellationToken)).GetValueOrDefault();

        await Assert.ThrowsAsync<LeaseLostException>(() => _store.ChangeHeldAsync(held!, Succeed, cancellationToken));
        Assert.That(await _store.RenewAsync("worker/a", Lease, cancellationToken), Is.Zero);
        var ended = await _store.ChangeHeldAsync(taken, Succeed, cancellationToken);
        Assert.That((ended.State, ended.LeaseOwner), Is.EqualTo((JobState.Succeeded, "")));
        await Assert.ThrowsAsync<LeaseLostException>(() => _store.ChangeHeldAsync(taken, Succeed, cancellationToken));
    }

    [Test]
    public async Task Change_OfAnEarlierAttempt_IsRefused(CancellationToken cancellationToken)
    {
        await AddAsync(1, cancellationToken);
        var first = await _store.ClaimNextAsync("service/a", Lease, cancellationToken);
        await _store.ChangeHeldAsync(first!, job => job with { State = JobState.Queued }, cancellationToken);
        var second = await _store.ClaimNextAsync("service/a", Lease, cancellationToken);

        await Assert.ThrowsAsync<LeaseLostException>(() => _store.ChangeHeldAsync(first!, Succeed, cancellationToken));
        Assert.That((await _store.ChangeHeldAsync(second!, Succeed, cancellationToken)).State, Is.EqualTo(JobState.Succeeded));
    }

    [Test]
    public async Task LeasesOfServices_GivenBack_AreFreeAtOnceAndThoseOfWorkersAreNot(CancellationToken cancellationToken)
    {
        await AddAsync(2, cancellationToken);
        await _store.ClaimNextAsync("service/a", Lease, cancellationToken);
        await _store.ClaimNextAsync("worker/a", Lease, cancellationToken);

        await _store.ReleaseServicesAsync(cancellationToken);

        var first = await TakeAsync("service/b", cancellationToken);
        var second = await TakeAsync("service/b", cancellationToken);
        Assert.That((first?.Job.Id, first?.FormerOwner, second), Is.EqualTo(("job-00", "", default((Job, string)?))));
    }

    [Test]
    public async Task Renewal_LeavesOutWhatIsNotUnderWay(CancellationToken cancellationToken)
    {
        await AddAsync(2, cancellationToken);
        await _store.ClaimNextAsync("service/a", Lease, cancellationToken);
        await _store.ClaimNextAsync("service/a", Lease, cancellationToken);
        _clock.Advance(Lease * 0.7);
        await _store.RenewAsync("service/a", ["job-01"], Lease, cancellationToken);
        _clock.Advance(Lease * 0.7);

        var first = await TakeAsync("service/b", cancellationToken);
        var second = await TakeAsync("service/b", cancellationToken);

        Assert.That((first?.Job.Id, second), Is.EqualTo(("job-00", default((Job, string)?))));
    }

    [Test]
    public async Task Take_LeavesWhatIsUnderWayWithTheTaker(CancellationToken cancellationToken)
    {
        await AddAsync(2, cancellationToken);
        await _store.ClaimNextAsync("service/a", Lease, cancellationToken);
        await _store.ClaimNextAsync("worker/a", Lease, cancellationToken);
        _clock.Advance(Lease);

        var lost = await _store.TakeExpiredAsync("service/a", Lease, ["job-00", "job-01"], _clock.GetUtcNow(), cancellationToken);
        var own = await _store.TakeExpiredAsync("service/a", Lease, ["job-00"], _clock.GetUtcNow(), cancellationToken);
        var forgotten = await TakeAsync("service/a", cancellationToken);

        Assert.That((lost?.FormerOwner, own, forgotten?.FormerOwner), Is.EqualTo(("worker/a", default((Job, string)?), "service/a")));
    }

    [Test]
    public async Task Take_OfWhatWasGivenBackOnly_LeavesWhatRanOut(CancellationToken cancellationToken)
    {
        await AddAsync(2, cancellationToken);
        await _store.ClaimNextAsync("worker/a", Lease, cancellationToken);
        await _store.ClaimNextAsync("service/a", Lease, cancellationToken);
        await _store.ReleaseAsync("service/a", cancellationToken);
        _clock.Advance(Lease);

        var first = await _store.TakeExpiredAsync("service/b", Lease, [], DateTimeOffset.UnixEpoch, cancellationToken);
        var second = await _store.TakeExpiredAsync("service/b", Lease, [], DateTimeOffset.UnixEpoch, cancellationToken);

        Assert.That((first?.Job.Id, second), Is.EqualTo(("job-01", default((Job, string)?))));
    }

    private static Job Succeed(Job job) => job with { State = JobState.Succeeded };

    private Task<(Job Job, string FormerOwner)?> TakeAsync(string owner, CancellationToken cancellationToken) =>
        _store.TakeExpiredAsync(owner, Lease, [], _clock.GetUtcNow(), cancellationToken);

    [Test]
    public async Task Claim_WithoutAGpu_PassesOverWhatNeedsOne(CancellationToken cancellationToken)
    {
        await AddAsync(1, cancellationToken, "gpu-required");
        await AddAsync(1, cancellationToken, "gpu-preferred");

        var byCpu = await _store.ClaimNextAsync("worker/a", Lease, cancellationToken);
        var again = await _store.ClaimNextAsync("worker/a", Lease, cancellationToken);
        var byGpu = await _store.ClaimNextAsync("worker/b", Lease, cancellationToken, hasGpu: true);

        Assert.That((byCpu?.Id, again?.Id, byGpu?.Id), Is.EqualTo(("job-00-gpu-preferred", (string?)null, "job-00-gpu-required")));
    }

    private async Task<IReadOnlyList<string>> AddAsync(int count, CancellationToken cancellationToken, string devicePolicy = "")
    {
        var ids = Enumerable.Range(0, count).Select(number => $"job-{number:D2}-{devicePolicy}".TrimEnd('-')).ToList();
        foreach (var id in ids)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            await _store.AddAsync(
                new Job
                {
                    Id = id,
                    Uid = Guid.NewGuid(),
                    Spec = new JobSpec { DatasetId = "data", DatasetNumber = 1, TargetColumn = "y", Model = "models/m", DevicePolicy = devicePolicy },
                    CreateTime = _clock.GetStorableNow(),
                },
                request: null, cancellationToken);
        }

        return ids;
    }

    private async Task<RelationalDatabase> OpenAsync(string connection)
    {
        var assembly = typeof(TrainingModule).Assembly;
        return engine == TestDatabase.Postgres
            ? await PostgresDatabase.OpenAsync(connection, assembly, _clock, CancellationToken.None)
            : await SqliteDatabase.OpenAsync(_folder.File("training.db"), assembly, _clock, CancellationToken.None);
    }

    private JobStore NewStore(RelationalDatabase database) => new(database, new RequestLog(_clock), _clock);
}
