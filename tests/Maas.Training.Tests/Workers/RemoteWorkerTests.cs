using System.Globalization;
using Maas.Contracts.Training.V1;
using Maas.Testing;
using Maas.Training.Plans;
using Maas.Training.Tests.Jobs;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Workers;

/// <summary>Jobs that <c>maas worker</c> trains, with workers that do at once what a test needs.</summary>
public sealed class RemoteWorkerTests
{
    // It ends with its standard input, as the real one does.
    private const string Hang = """
        echo $$ > "$state/self"
        echo '{"stage":"training","ratio":0.5,"epoch":3,"plannedEpochs":10,"loss":0.25}'
        cat > /dev/null
        """;

    // As Hang, until the test says go.
    private const string WaitForGo = """
        echo '{"stage":"training","ratio":0.5,"epoch":3,"plannedEpochs":10,"loss":0.25}'
        while [ ! -e "$state/go" ]; do sleep 0.05; done
        """;

    [Test]
    public async Task SixJobs_OnTwoWorkers_AreEachDoneOnce()
    {
        using var worker = new FakeWorker("sleep 0.5;" + FakeWorker.Succeed);
        await using var server = await StartAsync();
        var spec = await Specs.ImportAsync(server);
        using var first = WorkerAgentProcess.Start("first", server.Address, "--program", worker.Path);
        using var second = WorkerAgentProcess.Start("second", server.Address, "--program", worker.Path);
        Assert.That(() => first.Notes.Count > 0 && second.Notes.Count > 0, Is.True.After(30_000, 20));
        var created = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => server.CreateJobAsync(spec)));

        var jobs = await Task.WhenAll(created.Select(job => server.WaitForEndAsync(job.Name)));

        Assert.Multiple(() =>
        {
            Assert.That(jobs.Select(job => (job.State, job.AttemptCount)), Is.All.EqualTo((State.Succeeded, 1)));
            Assert.That((worker.Starts, first.Begun + second.Begun), Is.EqualTo((6, 6)));
            Assert.That((first.Begun, second.Begun), Is.Not.EqualTo((0, 6)).And.Not.EqualTo((6, 0)));
        });
    }

    [Test]
    public async Task Cancel_WhileTraining_EndsTheProcessWithinASecond()
    {
        using var worker = new FakeWorker(Hang);
        await using var server = await StartAsync();
        using var agent = WorkerAgentProcess.Start("box", server.Address, "--program", worker.Path);
        var created = await CreateAsync(server);
        var running = await server.WaitAsync(created.Name, job => job.Progress.Stage == "training");
        var id = int.Parse(await File.ReadAllTextAsync(Path.Combine(worker.StatePath, "self")), CultureInfo.InvariantCulture);
        using var process = System.Diagnostics.Process.GetProcessById(id);

        var began = TimeProvider.System.GetTimestamp();
        await server.Client.CancelTrainingJobAsync(new CancelTrainingJobRequest { Name = created.Name });
        await process.WaitForExitAsync().WaitAsync(TestLimits.Call);
        var elapsed = TimeProvider.System.GetElapsedTime(began);
        var job = await server.WaitForEndAsync(created.Name);

        await TestContext.Out.WriteLineAsync($"The process ended {elapsed.TotalMilliseconds:F0} ms after the call to cancel began.");
        Assert.That((running.Progress.EpochCount, job.State), Is.EqualTo((3, State.Cancelled)));
        Assert.That(elapsed, Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task Worker_ThatIsKilled_IsFollowedByOneThatGoesOnFromItsCheckpoint()
    {
        using var worker = new FakeWorker("""echo half > "$folder/part"; mv "$folder/part" "$folder/checkpoint.bin";""" + Hang);
        await using var server = await StartAsync(("LeaseDuration", "00:00:02"));
        var created = await CreateAsync(server);
        using var first = WorkerAgentProcess.Start("first", server.Address, "--program", worker.Path);
        var checkpoint = server.Data.File("training", "jobs", Guid.Parse(created.Uid).ToString("N"), "1", "checkpoint.bin");
        Assert.That(() => File.Exists(checkpoint), Is.True.After(30_000, 50));

        worker.Become("""grep half "$folder/checkpoint.bin" || exit 1;""" + FakeWorker.Succeed);
        await first.KillAsync();
        using var second = WorkerAgentProcess.Start("second", server.Address, "--program", worker.Path);
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.AttemptCount), Is.EqualTo((State.Succeeded, 2)));
    }

    [Test]
    public async Task Worker_ThatWasPausedForTooLong_ChangesNothingWhenItGoesOn()
    {
        using var worker = new FakeWorker(Hang);
        await using var server = await StartAsync(("LeaseDuration", "00:00:01"));
        var created = await CreateAsync(server);
        using var zombie = WorkerAgentProcess.Start("zombie", server.Address, "--program", worker.Path);
        await server.WaitAsync(created.Name, job => job.Progress.Stage == "training");

        zombie.Signal("STOP");
        worker.Become(FakeWorker.Succeed);
        using var heir = WorkerAgentProcess.Start("heir", server.Address, "--program", worker.Path);
        var job = await server.WaitForEndAsync(created.Name);
        zombie.Signal("CONT");

        Assert.That(() => zombie.Notes.Any(note => note.Contains("dropped", StringComparison.Ordinal)), Is.True.After(30_000, 50));
        var after = await server.Client.GetTrainingJobAsync(new GetTrainingJobRequest { Name = created.Name });
        Assert.That((job.State, job.AttemptCount, after), Is.EqualTo((State.Succeeded, 2, job)));
    }

    [Test]
    public async Task Service_ThatIsRestarted_GetsTheResultOfTheSameAttempt()
    {
        using var worker = new FakeWorker(WaitForGo + "\n" + FakeWorker.Succeed);
        await using var server = await StartAsync(("GrpcEndpoint", $"127.0.0.1:{FreePort.Find()}"));
        var created = await CreateAsync(server);
        using var agent = WorkerAgentProcess.Start("box", server.Address, "--program", worker.Path);
        await server.WaitAsync(created.Name, job => job.Progress.Stage == "training");

        await server.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(worker.StatePath, "go"), "");
        await server.RestartAsync();
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.AttemptCount, worker.Starts), Is.EqualTo((State.Succeeded, 1, 1)));
    }

    [Test]
    public async Task Worker_ThatIsToldToEnd_GivesItsJobBack()
    {
        using var worker = new FakeWorker(Hang);
        await using var server = await StartAsync();
        var created = await CreateAsync(server);
        using var first = WorkerAgentProcess.Start("first", server.Address, "--program", worker.Path);
        await server.WaitAsync(created.Name, job => job.Progress.Stage == "training");

        first.Signal("TERM");
        await first.WaitForExitAsync();
        var waiting = await server.Client.GetTrainingJobAsync(new GetTrainingJobRequest { Name = created.Name });
        worker.Become(FakeWorker.Succeed);
        using var second = WorkerAgentProcess.Start("second", server.Address, "--program", worker.Path);
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((waiting.State, job.State, job.AttemptCount), Is.EqualTo((State.Queued, State.Succeeded, 2)));
    }

    [Test]
    public async Task Job_ThatNeedsAGpu_IsLeftToTheWorkerThatHasOne()
    {
        using var onCpu = new FakeWorker(FakeWorker.Succeed);
        using var onGpu = new FakeWorker(FakeWorker.Succeed, "cuda:0", "cuda:1");
        onGpu.Leave(FakeWorker.Outcome with { Device = "cuda:0" });
        await using var server = await StartAsync();
        using var plain = WorkerAgentProcess.Start("plain", server.Address, "--program", onCpu.Path);
        Assert.That(() => plain.Notes.Any(note => note.Contains("'plain' trains on cpu.", StringComparison.Ordinal)), Is.True.After(30_000, 20));
        var spec = await Specs.ImportAsync(server);
        (spec.Algorithm, spec.DevicePolicy) = ("mlp", "gpu-required");
        var created = await server.CreateJobAsync(spec);
        using var fast = WorkerAgentProcess.Start("fast", server.Address, "--program", onGpu.Path);

        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.Result?.Device, onCpu.Starts, onGpu.Starts), Is.EqualTo((State.Succeeded, "cuda:0", 0, 1)));
        Assert.That(fast.Notes, Has.Some.Contains("'fast' trains on cpu, cuda:0, cuda:1."));
    }

    [Test]
    public async Task Variants_MadeElsewhere_AreBroughtAndRegistered()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed);
        worker.Leave([new VariantOutcome { Name = "fp16", FailedGate = VariantGate.Metric }, new VariantOutcome { Name = "static-int8" }]);
        await using var server = await StartAsync();
        var spec = await Specs.ImportAsync(server);
        spec.Algorithm = "mlp";
        spec.Variants.Add([new VariantSpec { Kind = "fp16" }, new VariantSpec { Kind = "static-int8" }]);
        var created = await server.CreateJobAsync(spec);
        using var agent = WorkerAgentProcess.Start("box", server.Address, "--program", worker.Path);

        var job = await server.WaitForEndAsync(created.Name);

        Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
        Assert.That(job.Result.Variants.Select(variant => (variant.Variant, variant.FailedGate)), Is.EqualTo(new[] { ("fp16", "metric"), ("static-int8", "") }));
        Assert.That(server.Registrar.Variants, Is.EqualTo(new[] { ("static-int8", job.Result.ModelVersion) }));
    }

    // Much faster than messages are sent.
    [Test]
    public async Task Epochs_OfATrialElsewhere_AreAllTold()
    {
        using var worker = new FakeWorker("""
            for i in $(seq 60); do echo '{"stage":"training","ratio":0.5,"epoch":'$i',"plannedEpochs":60,"loss":0.5,"validationLoss":0.25}'; done
            """ + "\n" + FakeWorker.Succeed);
        worker.Leave(FakeWorker.Outcome with { Metrics = new Dictionary<string, double> { ["validation.rmse"] = 1 } });
        await using var server = await StartAsync();
        var spec = await Specs.ImportAsync(server);
        spec.Algorithm = "mlp";
        spec.Search = new SearchSpec { MaxTrialCount = 1 };
        var created = await server.CreateJobAsync(spec);
        using var agent = WorkerAgentProcess.Start("box", server.Address, "--program", worker.Path);

        var job = await server.WaitForEndAsync(created.Name);

        Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
        var trial = (await server.Client.ListTrialsAsync(new ListTrialsRequest { Parent = job.Name })).Trials.Single();
        Assert.That(trial.Epochs, Is.EqualTo(Enumerable.Range(1, 60)));
    }

    // The baseline ends at once, all others hang.
    [Test]
    public async Task Search_FillsTheSlotsOfAllWorkers_AlsoOfOneThatComesLater()
    {
        using var worker = new FakeWorker($"""
            if [ "$(wc -l < "$state/begun")" -gt 1 ]; then cat > /dev/null; fi
            {FakeWorker.Succeed}
            """);
        worker.Leave(FakeWorker.Outcome with { Metrics = new Dictionary<string, double> { ["validation.rmse"] = 1 } });
        await using var server = await StartAsync();
        var spec = await Specs.ImportAsync(server);
        spec.Algorithm = "mlp";
        spec.Search = new SearchSpec { MaxTrialCount = 20 };
        using var first = WorkerAgentProcess.Start("first", server.Address, "--program", worker.Path, "--slots", "3");
        var created = await server.CreateJobAsync(spec);
        await server.WaitAsync(created.Name, job => job.Progress.TrialCount == 4);
        Assert.That(() => worker.Starts, Is.EqualTo(4).After(30_000, 20));

        using var second = WorkerAgentProcess.Start("second", server.Address, "--program", worker.Path, "--slots", "2");
        Assert.That(() => worker.Starts, Is.EqualTo(6).After(30_000, 20));
        var job = await server.Client.GetTrainingJobAsync(new GetTrainingJobRequest { Name = created.Name });

        Assert.That((job.Progress.TrialCount, job.Progress.EndedTrialCount), Is.EqualTo((6, 1)));
    }

    [TestCase("""hog=$(head -c 200000000 /dev/zero | tr '\0' x); sleep 600""", "MEMORY_EXCEEDED", 1, "may take 64 MiB")]
    [TestCase("exit 7", "WORKER_DIED", 3, "exit code 7")]
    [TestCase("""echo '{"reason":"DATA_UNSUITABLE","message":"One class only.","metadata":{}}' > "$folder/error.json"; exit 2""",
        "DATA_UNSUITABLE", 1, "One class only.")]
    public async Task Process_ThatEndsBadly_EndsTheJobAsHereAtHome(string body, string reason, int attempts, string message)
    {
        using var worker = new FakeWorker(body);
        await using var server = await StartAsync();
        var created = await CreateAsync(server);
        using var agent = WorkerAgentProcess.Start("box", server.Address, "--program", worker.Path, "--memory-limit", $"{64 << 20}");

        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.Error?.Reason, job.AttemptCount), Is.EqualTo((State.Failed, reason, attempts)));
        Assert.That(job.Error?.Message, Does.Contain(message));
    }

    private static Task<TrainingServer> StartAsync(params (string Key, string Value)[] settings) =>
        TrainingServer.StartAsync([("WorkerSlots", "0"), .. settings]);

    private static async Task<TrainingJob> CreateAsync(TrainingServer server) =>
        await server.CreateJobAsync(await Specs.ImportAsync(server));
}
