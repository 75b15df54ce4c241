using Maas.Storage.Database;
using Maas.Testing;
using Maas.Training.Jobs;
using Maas.Training.Jobs.Leases;
using Maas.Training.Plans;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Training.Tests.Jobs;

/// <summary>What goes on when the store fails in a way that nobody has foreseen.</summary>
internal sealed class BrokenStoreTests
{
    private readonly FakeTimeProvider _clock = new();
    private TempFolder _folder = null!;
    private JobStore _store = null!;
    private JobBoard _board = null!;

    [SetUp]
    public async Task BreakAsync()
    {
        _folder = new TempFolder();
        var database = await SqliteDatabase.OpenAsync(_folder.File("training.db"), typeof(TrainingModule).Assembly, _clock, CancellationToken.None);
        _store = new JobStore(database, new RequestLog(_clock), _clock);
        _board = new JobBoard(_store);
        await database.DisposeAsync();
    }

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public async Task Claim_IsTriedAgain()
    {
        var queue = new JobQueue(_store, _board, Options.Create(new TrainingOptions()), _clock, NullLogger<JobQueue>.Instance);
        using var stop = new CancellationTokenSource();

        var claim = queue.ClaimAsync("worker/a", stop.Token);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.That(claim.IsCompleted, Is.False);
        await stop.CancelAsync();
        Assert.That(async () => await claim.WaitAsync(TestLimits.Call), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Progress_IsToldAndTriedAgain()
    {
        var job = new Job
        {
            Id = "job", Uid = Guid.NewGuid(), Spec = new JobSpec { DatasetId = "data", DatasetNumber = 1, TargetColumn = "y", Model = "models/m" },
            CreateTime = DateTimeOffset.UnixEpoch,
        };
        var problems = new List<Exception>();
        await using (var keeper = new ProgressKeeper(job, _board, _store, TimeSpan.FromSeconds(5), problems.Add, _clock))
        {
            for (var i = 0; i < 2; i++)
            {
                _clock.Advance(TimeSpan.FromSeconds(6));
                keeper.Report(new WorkerProgress { Stage = WorkerStage.Training });
            }
        }

        Assert.That(problems, Has.Count.EqualTo(2));
    }
}
