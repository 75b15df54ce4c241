using Maas.Contracts.Training.V1;
using Maas.Errors;
using Maas.Storage.Database;
using Maas.Training.Jobs;
using Maas.Training.Plans;
using Microsoft.Extensions.DependencyInjection;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Jobs;

/// <summary>Jobs that end between their version and what comes after it: the alias and the variants.</summary>
public sealed class PublishedJobTests
{
    private static readonly MaasException Away = CommonErrors.DependencyUnavailable("Registry");

    [Test]
    public async Task Cancel_WhenTheModelIsRegistered_LeavesOutVariantsAndKeepsIt()
    {
        using var worker = WorkerWithVariants();
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        server.Registrar.VariantProblem = _ => Away;
        var created = await CreateWithVariantsAsync(server);
        Assert.That(() => server.Registrar.Registrations.Count, Is.EqualTo(1).After(30_000, 20));

        await server.Client.CancelTrainingJobAsync(new CancelTrainingJobRequest { Name = created.Name });
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.Result?.ModelVersion), Is.EqualTo((State.Succeeded, "models/test.double/versions/1")));
        Assert.That(job.Result!.Variants.Select(variant => (variant.FailedGate, variant.ModelVersion)), Is.All.EqualTo(("registration", "")));
    }

    // The service goes down in the middle of the second of two variants, with a cancel pending.
    [Test]
    public async Task Cancel_PendingWhenTheServiceGoes_KeepsWhatIsPublished()
    {
        using var worker = WorkerWithVariants();
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        var created = await CreateBlockedAsync(server, variant => variant.Name == "static-int8");

        var asked = await server.Client.CancelTrainingJobAsync(new CancelTrainingJobRequest { Name = created.Name });
        await server.StopAsync();
        await server.RestartAsync();
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((asked.State, job.State, job.Result?.ModelVersion), Is.EqualTo((State.Cancelling, State.Succeeded, "models/test.double/versions/1")));
        Assert.That(job.Result!.Variants.Select(variant => (variant.FailedGate, variant.ModelVersion)), Is.EqualTo(new[]
        {
            ("", "models/test.double/versions/101"), ("registration", ""),
        }));
        Assert.That((server.Registrar.Attempts, server.Registrar.Variants.Count), Is.EqualTo((1, 1)), "Nothing is registered again.");
    }

    [Test]
    public async Task Cancel_OfAJobWhoseAliasWasMoved_KeepsBoth()
    {
        using var worker = WorkerWithVariants();
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        var created = await CreateBlockedAsync(server, _ => true, alias: "production");
        await server.Client.CancelTrainingJobAsync(new CancelTrainingJobRequest { Name = created.Name });

        await server.StopAsync();
        await server.RestartAsync();
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.Result?.ModelVersion), Is.EqualTo((State.Succeeded, "models/test.double/versions/1")), job.Error?.Message);
        Assert.That(server.Registrar.Aliases, Is.EqualTo(new[] { ("production", "models/test.double/versions/1") }));
    }

    [Test]
    public async Task Cancel_OfAPublishedJobWhoseFilesAreGone_SaysWhichVersionThereIs()
    {
        using var worker = WorkerWithVariants();
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        var created = await CreateBlockedAsync(server, _ => true);
        await server.Client.CancelTrainingJobAsync(new CancelTrainingJobRequest { Name = created.Name });

        await server.StopAsync();
        Directory.Delete(server.Data.File("training", "jobs"), recursive: true);
        await server.RestartAsync();
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.Error?.Reason), Is.EqualTo((State.Failed, "REGISTRATION_FAILED")));
        Assert.That(job.Error!.Message, Does.Contain("'models/test.double/versions/1'"));
    }

    // Killed after the publication; what it is described by is gone for good.
    [Test]
    public async Task Published_JobThatCannotBeRegisteredAnyFurther_HasSucceededAndSaysWhy()
    {
        using var worker = WorkerWithVariants();
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        var created = await CreateBlockedAsync(server, variant => variant.Name == "static-int8");

        await server.Services.GetRequiredService<RelationalDatabase>().WriteRowsAsync(
            session => session.ExecuteAsync("DELETE FROM dataset_version"), CancellationToken.None);
        await server.StopAsync();
        await server.RestartAsync();
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.Result?.ModelVersion), Is.EqualTo((State.Succeeded, "models/test.double/versions/1")), job.Error?.Message);
        Assert.That(job.Result!.Variants.Select(variant => (variant.FailedGate, variant.ModelVersion)), Is.EqualTo(new[]
        {
            ("", "models/test.double/versions/101"), ("registration", ""),
        }));
        Assert.That(job.Result.Variants[1].Problem, Does.Contain("'datasets/data/versions/1'"));
    }

    [Test]
    public async Task Published_JobThatRunsIntoABug_HasSucceededAndSaysSo()
    {
        using var worker = WorkerWithVariants();
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        server.Logs.Expect("ran into a bug");
        server.Registrar.VariantProblem = _ => throw new InvalidOperationException("Nobody has foreseen it.");

        var job = await server.WaitForEndAsync((await CreateWithVariantsAsync(server)).Name);

        Assert.That((job.State, job.Result?.ModelVersion), Is.EqualTo((State.Succeeded, "models/test.double/versions/1")), job.Error?.Message);
        Assert.That(job.Result!.Variants.Select(variant => (variant.FailedGate, variant.Problem)), Is.All.EqualTo(
            ("registration", TrainingErrors.InternalError().Message)));
    }

    [Test]
    public async Task Cancel_WhileTheAliasCannotBeMoved_KeepsTheVersionAndSaysSo()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed);
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        server.Registrar.AliasProblem = () => Away;
        var created = await CreateWithAliasAsync(server);
        Assert.That(() => server.Registrar.Registrations.Count, Is.EqualTo(1).After(30_000, 20));

        await server.Client.CancelTrainingJobAsync(new CancelTrainingJobRequest { Name = created.Name });
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.Error?.Reason), Is.EqualTo((State.Failed, "REGISTRATION_FAILED")));
        Assert.That(job.Error!.Message, Does.Contain("'models/test.double/versions/1'").And.Contain("'production'"));
        Assert.That((server.Registrar.Attempts, server.Registrar.Aliases.Count), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task Alias_ThatTheServiceDidNotLiveToMove_IsMovedAfterwards()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed);
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        server.Registrar.AliasProblem = () => Away;
        var created = await CreateWithAliasAsync(server);
        Assert.That(() => server.Registrar.Registrations.Count, Is.EqualTo(1).After(30_000, 20));

        await server.StopAsync();
        server.Registrar.AliasProblem = () => null;
        await server.RestartAsync();
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.Result?.ModelVersion), Is.EqualTo((State.Succeeded, "models/test.double/versions/1")));
        Assert.That(server.Registrar.Aliases, Is.EqualTo(new[] { ("production", "models/test.double/versions/1") }));
        Assert.That((server.Registrar.Attempts, worker.Starts), Is.EqualTo((1, 1)), "Nothing is registered again.");
    }

    [Test]
    public async Task Alias_ThatTheRegistryRefuses_FailsTheJobAndSaysWhichVersionThereIs()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed);
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        server.Registrar.AliasProblem = () => new MaasException(MaasErrorCode.PermissionDenied, "PERMISSION_DENIED", "registry.maas", "Not this alias.");

        var job = await server.WaitForEndAsync((await CreateWithAliasAsync(server)).Name);

        Assert.That((job.State, job.Error?.Reason), Is.EqualTo((State.Failed, "REGISTRATION_FAILED")));
        Assert.That(job.Error!.Message, Does.Contain("'models/test.double/versions/1'").And.Contain("'production'").And.Contain("Not this alias."));
    }

    [Test]
    public async Task Worker_StoppedWhileItMakesVariants_HasTrainedTheModel()
    {
        using var worker = new FakeWorker(FakeWorker.Succeed + "; sleep 600");
        worker.Leave([new VariantOutcome { Name = "fp16", FailedGate = VariantGate.Making }, new VariantOutcome { Name = "static-int8", FailedGate = VariantGate.Making }]);
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path), ("MaxJobDuration", "00:00:02"));

        var job = await server.WaitForEndAsync((await CreateWithVariantsAsync(server)).Name);

        Assert.That((job.State, job.AttemptCount), Is.EqualTo((State.Succeeded, 1)), job.Error?.Message);
        Assert.That(job.Result.Variants.Select(variant => variant.FailedGate), Is.All.EqualTo("making"));
    }

    private static async Task<TrainingJob> CreateWithAliasAsync(TrainingServer server)
    {
        var spec = await Specs.ImportAsync(server);
        spec.Alias = "production";
        return await server.CreateJobAsync(spec);
    }

    private static async Task<TrainingJob> CreateWithVariantsAsync(TrainingServer server, string alias = "")
    {
        var spec = await Specs.ImportAsync(server);
        spec.Alias = alias;
        spec.Algorithm = "mlp";
        spec.Variants.Add([new VariantSpec { Kind = "fp16" }, new VariantSpec { Kind = "static-int8" }]);
        return await server.CreateJobAsync(spec);
    }

    private static FakeWorker WorkerWithVariants()
    {
        var worker = new FakeWorker(FakeWorker.Succeed);
        worker.Leave([new VariantOutcome { Name = "fp16" }, new VariantOutcome { Name = "static-int8" }]);
        return worker;
    }

    // Some variants are not answered for until the service goes down; the job has come to the first of them.
    private static async Task<TrainingJob> CreateBlockedAsync(TrainingServer server, Func<VariantOutcome, bool> isBlocked, string alias = "")
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ending = server.Services.GetRequiredService<JobRuns>().Ending;
        server.Registrar.VariantProblem = variant =>
        {
            if (!isBlocked(variant))
            {
                return null;
            }

            reached.TrySetResult();
            ending.WaitHandle.WaitOne(TestLimits.Call);
            throw new OperationCanceledException(ending);
        };
        var created = await CreateWithVariantsAsync(server, alias);
        await reached.Task.WaitAsync(TestLimits.Job);
        return created;
    }
}
