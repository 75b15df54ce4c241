using Maas.Contracts.Training.V1;
using Maas.Errors;
using Maas.Storage.Database;
using Maas.Training.Tests.Jobs;
using Microsoft.Extensions.DependencyInjection;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Searching;

/// <summary>The winner of a search, between its end and its registration.</summary>
public sealed class WinnerTests
{
    // What a service writes after the moment at which it dies is kept out of the database: that the search is trained, and that its trial is none any more.
    private const string Lose = """
        CREATE TRIGGER lose_trained BEFORE UPDATE ON training_job WHEN NEW.is_search = 1 AND NEW.job_json LIKE '%"isTrained":true%'
        BEGIN SELECT RAISE(IGNORE); END;
        CREATE TRIGGER keep_trials BEFORE DELETE ON training_job WHEN OLD.parent_id IS NOT NULL
        BEGIN SELECT RAISE(IGNORE); END;
        """;

    private const string Keep = "DROP TRIGGER lose_trained; DROP TRIGGER keep_trials;";

    [Test]
    public async Task Service_ThatDiesBeforeTheWinnerIsWrittenDown_TrainsNothingAgain()
    {
        using var worker = NewWorker();
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        server.Registrar.Problem = _ => CommonErrors.DependencyUnavailable("Registry");
        await ExecuteAsync(server, Lose);
        var created = await CreateAsync(server);
        Assert.That(() => server.Registrar.Attempts, Is.GreaterThan(0).After(60_000, 20));
        await ExecuteAsync(server, Keep);
        await server.StopAsync();
        var stored = Directory.EnumerateFiles(server.Data.File("training", "jobs"), "model.onnx", SearchOption.AllDirectories).Count();

        server.Registrar.Problem = _ => null;
        await server.RestartAsync();
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, job.Result?.BestTrial), Is.EqualTo((State.Succeeded, $"{job.Name}/trials/0")), job.Error?.Message);
        Assert.That((stored, worker.Starts), Is.EqualTo((1, 1)), "Nothing is trained again.");
        Assert.That(() => Directory.EnumerateFileSystemEntries(server.Data.File("training", "jobs")), Is.Empty.After(5000, 20));
    }

    [Test]
    public async Task Service_ThatDiesAfterTheWinnerIsWrittenDown_RegistersIt()
    {
        using var worker = NewWorker();
        await using var server = await TrainingServer.StartAsync(("WorkerPath", worker.Path));
        server.Registrar.Problem = _ => CommonErrors.DependencyUnavailable("Registry");
        var created = await CreateAsync(server);
        Assert.That(() => server.Registrar.Attempts, Is.GreaterThan(0).After(60_000, 20));
        await server.StopAsync();

        server.Registrar.Problem = _ => null;
        await server.RestartAsync();
        var job = await server.WaitForEndAsync(created.Name);

        Assert.That((job.State, worker.Starts), Is.EqualTo((State.Succeeded, 1)), job.Error?.Message);
        Assert.That(() => Directory.EnumerateFileSystemEntries(server.Data.File("training", "jobs")), Is.Empty.After(5000, 20));
    }

    private static FakeWorker NewWorker()
    {
        var worker = new FakeWorker(FakeWorker.Succeed);
        worker.Leave(FakeWorker.Outcome with { Metrics = new Dictionary<string, double> { ["validation.rmse"] = 1 } });
        return worker;
    }

    private static async Task<TrainingJob> CreateAsync(TrainingServer server)
    {
        var spec = await Specs.ImportAsync(server);
        spec.Algorithm = "mlp";
        spec.Search = new SearchSpec { MaxTrialCount = 1 };
        return await server.CreateJobAsync(spec);
    }

    private static Task<int> ExecuteAsync(TrainingServer server, string sql) =>
        server.Services.GetRequiredService<RelationalDatabase>().WriteRowsAsync(session => session.ExecuteAsync(sql), CancellationToken.None);
}
