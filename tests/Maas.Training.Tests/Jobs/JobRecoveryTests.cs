using Maas.Contracts.Training.V1;
using Maas.Errors;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Jobs;

/// <summary>Jobs over restarts of the service and absences of the registry.</summary>
public sealed class JobRecoveryTests
{
    private static readonly MaasException Away = CommonErrors.DependencyUnavailable("Registry");

    [Test]
    public async Task RunningJob_AfterRestart_IsTrainedAgain()
    {
        using var worker = new FakeWorker("echo '{\"stage\":\"training\"}'; sleep 600");
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server));
        await server.WaitAsync(created.Name, job => job.Progress.Stage == "training");

        await server.StopAsync();
        worker.Become(FakeWorker.Succeed);
        await server.RestartAsync();
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.AttemptCount, job.Uid), Is.EqualTo((State.Succeeded, 2, created.Uid)));
    }

    [Test]
    public async Task ManyRestarts_AreNotTakenForDeathsOfTheWorker()
    {
        using var worker = new FakeWorker("echo '{\"stage\":\"training\"}'; sleep 600");
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server));
        for (var i = 0; i < 4; i++)
        {
            await server.WaitAsync(created.Name, job => job.Progress.Stage == "training");
            await server.RestartAsync();
        }

        worker.Become(FakeWorker.Succeed);
        await server.RestartAsync();
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That(job.State, Is.EqualTo(State.Succeeded));
    }

    [Test]
    public async Task TrainedJob_AfterRestart_IsRegisteredWithoutTrainingAgain()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed);
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        server.Registrar.Problem = _ => Away;
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server));
        await server.WaitAsync(created.Name, job => job.Progress.Stage == "registering");

        await server.StopAsync();
        server.Registrar.Problem = _ => null;
        await server.RestartAsync();
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.AttemptCount, worker.Starts), Is.EqualTo((State.Succeeded, 1, 1)));
    }

    [Test]
    public async Task Registry_AwayForAWhile_GetsTheModelLater()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed);
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        server.Registrar.Problem = attempt => attempt <= 2 ? Away : null;

        var job = await server.WaitForEndAsync((await server.CreateJobAsync(await Specs.ImportAsync(server))).Name);

        Assert.That((job.State, server.Registrar.Attempts), Is.EqualTo((State.Succeeded, 3)));
    }

    [Test]
    public async Task Registry_AwayForTooLong_FailsTheJob()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed);
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path), ("RegistrationTimeout", "00:00:00.1"));
        server.Registrar.Problem = _ => Away;

        var job = await server.WaitForEndAsync((await server.CreateJobAsync(await Specs.ImportAsync(server))).Name);

        Assert.That((job.State, job.Error.Reason), Is.EqualTo((State.Failed, "REGISTRATION_FAILED")));
    }

    [Test]
    public async Task Registry_ThatRefuses_IsAskedOnce()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed);
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        server.Registrar.Problem = _ => new MaasException(
            MaasErrorCode.InvalidArgument, "MODEL_INVALID", "registry.maas", "No graph.");

        var job = await server.WaitForEndAsync((await server.CreateJobAsync(await Specs.ImportAsync(server))).Name);

        Assert.That((job.Error.Reason, job.Error.Message.Contains("No graph.", StringComparison.Ordinal), server.Registrar.Attempts),
            Is.EqualTo(("REGISTRATION_FAILED", true, 1)));
    }

    [Test]
    public async Task Cancel_WhileTheRegistryIsAway_StopsTheJob()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed);
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        server.Registrar.Problem = _ => Away;
        var created = await server.CreateJobAsync(await Specs.ImportAsync(server));
        await server.WaitAsync(created.Name, job => job.Progress.Stage == "registering");

        await server.Client.CancelTrainingJobAsync(new CancelTrainingJobRequest { Name = created.Name });
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That(job.State, Is.EqualTo(State.Cancelled));
    }
}
