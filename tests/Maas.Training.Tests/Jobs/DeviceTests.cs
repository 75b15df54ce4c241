using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Training.V1;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Jobs;

/// <summary>Who gets a job that needs a GPU, and what who waits for one is told.</summary>
public sealed class DeviceTests
{
    [TestCase("mlp", "", "", "gpu-preferred")]
    [TestCase("linear-regression", "", "gpu-preferred", "gpu-preferred")]
    [TestCase("linear-regression", "adam", "gpu-required", "gpu-required")]
    [TestCase("mlp", "", "cpu", "cpu")]
    public async Task Policy_ThatGoesWithTheAlgorithm_IsCompleted(string algorithm, string solver, string policy, string expected)
    {
        await using var server = await StartAsync();

        var job = await server.Client.CreateTrainingJobAsync(Request(await SpecAsync(server, algorithm, solver, policy)));

        Assert.That(job.Spec.DevicePolicy, Is.EqualTo(expected));
    }

    [TestCase("linear-regression", "gpu-required", "'linear-regression' with the solver 'exact' is computed on the CPU.")]
    [TestCase("gradient-boosting", "gpu-required", "'gradient-boosting' is computed on the CPU.")]
    [TestCase("mlp", "gpu", "Expected 'gpu-preferred' or 'cpu' or 'gpu-required', got 'gpu'.")]
    public async Task Policy_ThatCanNeverBeKept_IsRefused(string algorithm, string policy, string problem)
    {
        await using var server = await StartAsync();
        var spec = await SpecAsync(server, algorithm, "", policy);

        var error = await Errors.OfAsync(() => server.Client.CreateTrainingJobAsync(Request(spec)).ResponseAsync);

        Assert.That((error.Info.Reason, error.Fields.Single()), Is.EqualTo(("SPEC_INVALID", "training_job.spec.device_policy")));
        Assert.That(error.Status.Detail, Does.Contain(problem));
    }

    [Test]
    public async Task Job_ThatNeedsAGpuWhereNoneIs_WaitsSaysWhyAndIsInNobodysWay()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed);
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        var created = await server.CreateJobAsync(await SpecAsync(server, "mlp", "", "gpu-required"));
        var other = await server.CreateJobAsync(await Specs.ImportAsync(server));

        var ended = await server.WaitForEndAsync(other.Name);
        var waiting = await server.Client.GetTrainingJobAsync(new GetTrainingJobRequest { Name = created.Name });
        var listed = (await server.Client.ListTrainingJobsAsync(new ListTrainingJobsRequest())).TrainingJobs.Single(job => job.Name == created.Name);
        var watched = await server.WaitAsync(created.Name, job => job.State == State.Queued);

        Assert.Multiple(() =>
        {
            Assert.That((ended.State, waiting.State, ended.Progress.WaitReason), Is.EqualTo((State.Succeeded, State.Queued, "")));
            Assert.That(
                new[] { created, waiting, listed, watched }.Select(job => job.Progress.WaitReason),
                Is.All.StartWith("It waits for a worker with a GPU, and none has asked this service for jobs."));
        });
    }

    [Test]
    public async Task Search_ThatNeedsAGpuWhereNoneIs_SaysWhyItDoesNotBegin()
    {
        await using var server = await StartAsync();
        var spec = await SpecAsync(server, "mlp", "", "gpu-required");
        spec.Search = new SearchSpec { MaxTrialCount = 2 };
        var created = await server.CreateJobAsync(spec);

        await server.WaitAsync(created.Name, job => job.State == State.Running);
        var waiting = await server.Client.GetTrainingJobAsync(new GetTrainingJobRequest { Name = created.Name });
        await server.Client.CancelTrainingJobAsync(new CancelTrainingJobRequest { Name = created.Name });

        Assert.That(waiting.Progress.WaitReason, Does.StartWith("It waits for a worker with a GPU"));
    }

    [Test]
    public async Task Search_WhoseTrialsAllWaitForAGpuAgain_SaysSo()
    {
        await using var server = await StartAsync();
        var spec = await SpecAsync(server, "mlp", "", "gpu-required");
        spec.Search = new SearchSpec { MaxTrialCount = 2 };
        var created = await server.CreateJobAsync(spec);
        await server.WaitAsync(created.Name, job => job.Progress.TrialCount == 1);

        var trial = (await server.Workers.ClaimWorkAsync(Claim("cpu", "cuda:0"))).Assignment;
        Assert.That(() => Reason(), Is.Empty.After(10_000, 20), "It is trained.");
        await server.Workers.FinishWorkAsync(new FinishWorkRequest { TrainingJob = trial.TrainingJob, Lease = trial.Lease, IsGivenBack = true });

        Assert.That(() => Reason(), Does.StartWith("It waits for a worker with a GPU. 'box' (cpu, cuda:0)").After(10_000, 20));

        string Reason() => server.Client.GetTrainingJob(new GetTrainingJobRequest { Name = created.Name }).Progress.WaitReason;
    }

    // Else trials would wait in the queue, and the wait would be taken for the time that they take.
    [Test]
    public async Task Search_ThatNeedsAGpu_BeginsNoMoreTrialsThanThereAreSlotsWithOne()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed);
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path), ("WorkerSlots", "3"));
        var spec = await SpecAsync(server, "mlp", "", "gpu-required");
        spec.Search = new SearchSpec { MaxTrialCount = 5 };
        var created = await server.CreateJobAsync(spec);
        await server.WaitAsync(created.Name, job => job.Progress.TrialCount == 1);

        Assert.That(
            () => server.Client.ListTrials(new ListTrialsRequest { Parent = created.Name }).Trials.Count, Is.EqualTo(1).After(1000),
            "The slots of the service have none, and one is begun in any case.");
    }

    [Test]
    public async Task Workers_ThatTakeTurns_AreLoggedOnce()
    {
        await using var server = await StartAsync();

        foreach (var name in (string[])["first", "second", "first", "second"])
        {
            var claim = Claim("cuda:0");
            claim.Worker = name;
            await server.Workers.ClaimWorkAsync(claim);
        }

        Assert.That(
            server.Logs.Lines.Select(line => line.Text).Where(text => text.Contains("can train on", StringComparison.Ordinal)),
            Is.EqualTo(["first asks for jobs and can train on cuda:0.", "second asks for jobs and can train on cuda:0."]));
    }

    [Test]
    public async Task Job_ThatNeedsAGpu_IsTrainedByAServiceThatHasOneAndSaysOnWhat()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed, "cuda:0");
        worker.Leave(FakeWorker.Outcome with { Device = "cuda:0" });
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        var created = await server.CreateJobAsync(await SpecAsync(server, "mlp", "", "gpu-required"));

        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.Result?.Device, job.Result?.DeviceNote, job.Progress.WaitReason), Is.EqualTo((State.Succeeded, "cuda:0", "", "")));
    }

    [Test]
    public async Task Outcome_OfADeviceThatIsNone_IsNoOutcome()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed);
        worker.Leave(FakeWorker.Outcome with { Device = "`cuda`" });
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));

        var job = await server.WaitForEndAsync((await server.CreateJobAsync(await Specs.ImportAsync(server))).Name);

        Assert.That((job.State, job.Error?.Reason), Is.EqualTo((State.Failed, "WORKER_DIED")));
    }

    [Test]
    public async Task Claim_GetsAJobThatNeedsAGpu_WhenItTellsOfOne()
    {
        await using var server = await StartAsync();
        var spec = await SpecAsync(server, "mlp", "", "gpu-required");
        var first = await server.CreateJobAsync(spec);
        var second = await server.CreateJobAsync(spec);

        var silent = await server.Workers.ClaimWorkAsync(Claim());
        var onCpu = await server.Workers.ClaimWorkAsync(Claim("cpu"));
        var onGpu = await server.Workers.ClaimWorkAsync(Claim("cpu", "cuda:0"));
        var waiting = await server.Client.GetTrainingJobAsync(new GetTrainingJobRequest { Name = second.Name });

        Assert.Multiple(() =>
        {
            Assert.That((silent.Assignment, onCpu.Assignment, onGpu.Assignment?.TrainingJob), Is.EqualTo(((Assignment?)null, (Assignment?)null, first.Name)));
            Assert.That(onGpu.Assignment?.Plan.ToStringUtf8(), Does.Contain("\"devicePolicy\": \"gpu-required\""));
            Assert.That(waiting.Progress.WaitReason, Does.Match(@"^It waits for a worker with a GPU\. 'box' \(cpu, cuda:0\) last asked for jobs \d+ s ago\.$"));
        });
    }

    [TestCase("CUDA:0")]
    [TestCase("cuda:0\n")]
    [TestCase("cuda:12345")]
    [TestCase("tpu:0")]
    public async Task Claim_WithDevicesThatAreNone_IsToldSo(string device)
    {
        await using var server = await StartAsync();

        var error = await Errors.OfAsync(() => server.Workers.ClaimWorkAsync(Claim(device)).ResponseAsync);

        Assert.That((error.Info.Reason, error.Fields.Single()), Is.EqualTo(("INVALID_FIELD", "devices")));
    }

    private static Task<TrainingServer> StartAsync() => TrainingServer.StartAsync(("WorkerSlots", "0"));

    private static CreateTrainingJobRequest Request(TrainingSpec spec) => new() { TrainingJob = new TrainingJob { Spec = spec }, ValidateOnly = true };

    private static ClaimWorkRequest Claim(params string[] devices) => new()
    {
        Worker = "box", RequestId = Guid.NewGuid().ToString(), WaitDuration = TimeSpan.FromMilliseconds(100).ToDuration(), Devices = { devices },
    };

    private static async Task<TrainingSpec> SpecAsync(TrainingServer server, string algorithm, string solver, string policy)
    {
        var spec = await Specs.ImportAsync(server);
        (spec.Algorithm, spec.DevicePolicy) = (algorithm, policy);
        spec.Hyperparameters = new Hyperparameters { Solver = solver };
        return spec;
    }
}
