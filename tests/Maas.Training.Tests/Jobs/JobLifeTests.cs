using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Maas.Contracts.Training.V1;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Jobs;

/// <summary>Jobs from acceptance to their end, with workers that succeed, refuse, die, hang.</summary>
public sealed class JobLifeTests
{
    private const string Hang = """
        sleep 600 &
        echo $! > "$state/child"
        echo $$ > "$state/self"
        echo '{"stage":"training","ratio":0.5,"epoch":3,"plannedEpochs":10,"loss":0.25}'
        wait
        """;

    [Test]
    public async Task Job_ThatSucceeds_IsRegisteredWithItsResult()
    {
        using var worker = new FakeWorker($$"""
            echo '{"stage":"preparing","ratio":0.1}'
            echo 'chatter of a native library'
            echo '{"stage":"training","ratio":0.5,"epoch":3,"plannedEpochs":10,"loss":0.25,"rowsPerSecond":1000}'
            {{FakeWorker.Succeed}}
            """);
        await using var server = await StartAsync(worker);
        var created = await CreateAsync(server);

        var job = await server.WaitForEndAsync(created.Name);

        var registration = server.Registrar.Registrations.Single();
        Assert.Multiple(() =>
        {
            Assert.That(created.State, Is.EqualTo(State.Queued));
            Assert.That(job.State, Is.EqualTo(State.Succeeded));
            Assert.That(job.Result.ModelVersion, Is.EqualTo("models/test.double/versions/1"));
            Assert.That(job.Result.Metrics["test.r2"], Is.EqualTo(0.5));
            Assert.That((job.Result.ImportanceMetric, job.Result.FeatureImportances.Single()),
                Is.EqualTo(("test.r2", new FeatureImportance { Column = "x", Mean = 0.75, Deviation = 0.125 })));
            Assert.That((job.Result.ContributionUnit, job.Result.FeatureContributions.Single()),
                Is.EqualTo(("target", new FeatureContribution { Column = "x", MeanSize = 1.5 })));
            Assert.That((job.Result.ImportanceRowCount, job.Result.ContributionRowCount), Is.EqualTo((2L, 3L)));
            Assert.That((job.Progress.Stage, job.Progress.ProgressRatio, job.Progress.TrainingLoss), Is.EqualTo(("done", 1.0, 0.25)));
            Assert.That(job.AttemptCount, Is.EqualTo(1));
            Assert.That(job.EndTime.ToDateTime(), Is.GreaterThanOrEqualTo(job.StartTime.ToDateTime()));
            Assert.That(registration.DatasetVersion, Is.EqualTo("datasets/data/versions/1"));
            // The folder goes right after the end is told.
            Assert.That(() => Directory.GetDirectories(server.Data.File("training", "jobs")), Is.Empty.After(5000, 20));
        });
    }

    [Test]
    public async Task Job_ThatCannotSucceed_FailsWithTheWorkersReason()
    {
        using var worker = new FakeWorker("""
            echo '{"reason":"DATA_UNSUITABLE","message":"One class only.","metadata":{}}' > "$folder/error.json"
            exit 2
            """);
        await using var server = await StartAsync(worker);

        var job = await server.WaitForEndAsync((await CreateAsync(server)).Name);

        Assert.That((job.State, job.Error.Reason, job.Error.Message, worker.Starts),
            Is.EqualTo((State.Failed, "DATA_UNSUITABLE", "One class only.", 1)));
    }

    [TestCase("exit 7", "exit code 7")]
    [TestCase("kill -9 $$", "exit code 137")]
    [TestCase("exit 0", "exit code 0")]
    [TestCase("""cp "$model"/* "$folder"/; echo '{' > "$folder/result.json" """, "exit code 0: 'result.json' is no TrainingOutcome")]
    [TestCase("""cp "$model"/* "$folder"/; sed 's/"variants": \[\]/"variants": null/' "$model/result.json" > "$folder/result.json" """, "exit code 0: 'result.json' is no TrainingOutcome: 'variants' is null.")]
    [TestCase("""echo '{"reason":"DIVERGED","message":null}' > "$folder/error.json"; exit 2""", "exit code 2: 'error.json' is no WorkerFailure: 'message' is null.")]
    [TestCase("""echo '{"reason":null,"message":"So it is."}' > "$folder/error.json"; exit 2""", "exit code 2: 'error.json' is no WorkerFailure: 'reason' is null.")]
    public async Task Worker_ThatDies_IsReplacedTwice(string body, string message)
    {
        using var worker = new FakeWorker(body);
        await using var server = await StartAsync(worker);

        var job = await server.WaitForEndAsync((await CreateAsync(server)).Name);

        Assert.Multiple(() =>
        {
            Assert.That((job.State, job.Error.Reason, job.AttemptCount), Is.EqualTo((State.Failed, "WORKER_DIED", 3)));
            Assert.That(job.Error.Message, Does.Contain(message));
            Assert.That(worker.Starts, Is.EqualTo(3));
        });
    }

    [Test]
    public async Task Worker_ThatDiesOnce_IsReplacedByOneThatSucceeds()
    {
        using var worker = new FakeWorker($$"""
            [ "$(wc -l < "$state/begun")" -ge 2 ] || exit 1
            {{FakeWorker.Succeed}}
            """);
        await using var server = await StartAsync(worker);

        var job = await server.WaitForEndAsync((await CreateAsync(server)).Name);

        Assert.That((job.State, job.AttemptCount), Is.EqualTo((State.Succeeded, 2)));
    }

    [Test]
    public async Task Worker_ThatIsNotThere_FailsTheJob()
    {
        await using var server = await TrainingServer.StartAsync(("WorkerPath", "/nowhere/worker"));
        server.Logs.Expect("cannot be started");

        var job = await server.WaitForEndAsync((await CreateAsync(server)).Name);

        Assert.That((job.State, job.Error.Reason, job.Error.Message.Contains("/nowhere/worker", StringComparison.Ordinal)),
            Is.EqualTo((State.Failed, "WORKER_DIED", true)));
    }

    [Test]
    public async Task Cancel_WhileTraining_KillsTheWorkerAndItsChildren()
    {
        using var worker = new FakeWorker(Hang);
        await using var server = await StartAsync(worker);
        var created = await CreateAsync(server);
        var running = await server.WaitAsync(created.Name, job => job.Progress.Stage == "training");

        await server.Client.CancelTrainingJobAsync(new CancelTrainingJobRequest { Name = created.Name });
        var job = await server.WaitForEndAsync(created.Name);

        Assert.Multiple(() =>
        {
            Assert.That((running.State, running.Progress.EpochCount), Is.EqualTo((State.Running, 3)));
            Assert.That(job.State, Is.EqualTo(State.Cancelled));
            Assert.That(IsAlive(worker, "self"), Is.False);
            Assert.That(IsAlive(worker, "child"), Is.False);
        });
    }

    [Test]
    public async Task Cancel_WhileQueued_StopsAtOnce()
    {
        using var worker = new FakeWorker(Hang);
        await using var server = await StartAsync(worker);
        var first = await CreateAsync(server);
        await server.WaitAsync(first.Name, job => job.State == State.Running);
        var second = await CreateAsync(server);

        var cancelled = await server.Client.CancelTrainingJobAsync(new CancelTrainingJobRequest { Name = second.Name });

        Assert.That((cancelled.State, cancelled.StartTime), Is.EqualTo((State.Cancelled, default(Google.Protobuf.WellKnownTypes.Timestamp))));
    }

    [Test]
    public async Task Cancel_WhenFinished_IsRefused()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed);
        await using var server = await StartAsync(worker);
        var job = await server.WaitForEndAsync((await CreateAsync(server)).Name);

        var error = await Errors.OfAsync(() => server.Client.CancelTrainingJobAsync(
            new CancelTrainingJobRequest { Name = job.Name }).ResponseAsync);

        Assert.That((error.StatusCode, error.Info.Reason, error.Info.Metadata["state"]),
            Is.EqualTo((StatusCode.FailedPrecondition, "JOB_FINISHED", "SUCCEEDED")));
    }

    [Test]
    public async Task Job_LongerThanAJobMayTake_IsStopped()
    {
        using var worker = new FakeWorker(Hang);
        await using var server = await StartAsync(worker, ("MaxJobDuration", "00:00:01"));

        var job = await server.WaitForEndAsync((await CreateAsync(server)).Name);

        Assert.That((job.State, job.Error.Reason, IsAlive(worker, "self")), Is.EqualTo((State.Failed, "JOB_TIMED_OUT", false)));
    }

    [Test]
    public async Task TwoSlots_TrainTwoJobsAtATime()
    {
        using var worker = new FakeWorker(Hang);
        await using var server = await StartAsync(worker, ("WorkerSlots", "2"));
        var jobs = new[] { await CreateAsync(server), await CreateAsync(server), await CreateAsync(server) };

        await server.WaitAsync(jobs[0].Name, job => job.State == State.Running);
        await server.WaitAsync(jobs[1].Name, job => job.State == State.Running);

        var third = await server.Client.GetTrainingJobAsync(new GetTrainingJobRequest { Name = jobs[2].Name });
        Assert.That(third.State, Is.EqualTo(State.Queued));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Job_WhoseFolderCannotBeWritten_IsTriedAgain(bool comesBack)
    {
        using var worker = new FakeWorker(FakeWorker.Succeed);
        await using var server = await StartAsync(worker);
        // A file in its place refuses all folders, to the superuser too.
        var folders = server.Data.File("training", "jobs");
        await File.WriteAllTextAsync(folders, "");
        var created = await CreateAsync(server);
        Assert.That(() => server.Logs.Lines.Select(line => line.Text), Has.Some.EqualTo($"The folder of {created.Name} cannot be written.").After(10_000, 50));
        if (comesBack)
        {
            File.Delete(folders);
        }

        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.AttemptCount, worker.Starts), Is.EqualTo(comesBack ? (State.Succeeded, 2, 1) : (State.Failed, 3, 0)), job.Error?.Message);
        Assert.That((job.Error?.Reason, job.Error?.Message.Contains("could not be written", StringComparison.Ordinal)), Is.EqualTo(
            comesBack ? ((string?)null, (bool?)null) : ("WORKER_DIED", true)));
        Assert.That(job.Error?.Message ?? "", Does.Not.Contain(server.Data.Path));
    }

    private static Task<TrainingServer> StartAsync(FakeWorker worker, params (string Key, string Value)[] settings) =>
        TrainingServer.StartAsync([("WorkerPath", worker.Path), .. settings]);

    private static async Task<TrainingJob> CreateAsync(TrainingServer server) =>
        await server.CreateJobAsync(await Specs.ImportAsync(server));

    // A process that was killed takes a moment to go.
    private static bool IsAlive(FakeWorker worker, string file)
    {
        var id = int.Parse(File.ReadAllText(Path.Combine(worker.StatePath, file)), CultureInfo.InvariantCulture);
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.WaitForExit(TimeSpan.FromSeconds(10));
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
