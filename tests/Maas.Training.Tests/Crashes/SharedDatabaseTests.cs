using Maas.Contracts.Training.V1;
using Maas.Testing;
using Maas.Testing.Postgres;
using Maas.Training.Registration;
using Maas.Training.Tests.Jobs;
using Microsoft.Extensions.DependencyInjection;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Crashes;

/// <summary>Two services on one PostgreSQL and one folder.</summary>
public sealed class SharedDatabaseTests
{
    private const string Hang = "echo '{\"stage\":\"training\"}'; cat > /dev/null";

    [Test]
    public async Task Job_OfAServiceThatWasKilled_IsFinishedByTheOther()
    {
        var connection = SharedPostgres.CreateDatabase();
        using var worker = new FakeWorker(Hang);
        using var data = new TempFolder();
        using var first = await StartProcessAsync(data, worker, connection);
        var created = await CreateAsync(first.Client);
        await WaitAsync(first.Client, created.Name, job => job.Progress.Stage == "training");
        await using var host = await StartAsync(data, worker, connection);
        var second = new TrainingService.TrainingServiceClient(host.Channel);

        worker.Become(FakeWorker.Succeed);
        await first.KillAsync();
        var job = await WaitAsync(second, created.Name, IsFinal);

        Assert.That((job.State, job.AttemptCount, worker.Starts), Is.EqualTo((State.Succeeded, 2, 2)));
    }

    [Test]
    public async Task Cancel_SentToTheOtherService_StopsTheWorker()
    {
        var connection = SharedPostgres.CreateDatabase();
        using var worker = new FakeWorker(Hang);
        using var data = new TempFolder();
        using var first = await StartProcessAsync(data, worker, connection);
        var created = await CreateAsync(first.Client);
        await WaitAsync(first.Client, created.Name, job => job.Progress.Stage == "training");
        await using var second = await StartAsync(data, worker, connection);

        var began = TimeProvider.System.GetTimestamp();
        var client = new TrainingService.TrainingServiceClient(second.Channel);
        await client.CancelTrainingJobAsync(new CancelTrainingJobRequest { Name = created.Name });
        var job = await WaitAsync(first.Client, created.Name, IsFinal);
        var elapsed = TimeProvider.System.GetElapsedTime(began);

        await TestContext.Out.WriteLineAsync($"Cancelled over the other service in {elapsed.TotalMilliseconds:F0} ms.");
        Assert.That(job.State, Is.EqualTo(State.Cancelled));
        Assert.That(elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task Database_AwayWhenTheWorkerEnds_GetsTheResultWhenItIsBack()
    {
        using var database = PostgresServer.Start();
        using var worker = new FakeWorker("""
            echo '{"stage":"training"}'
            while [ ! -e "$state/go" ]; do sleep 0.05; done
            """ + "\n" + FakeWorker.Succeed);
        using var data = new TempFolder();
        await using var host = await StartAsync(data, worker, database.CreateDatabase());
        var client = new TrainingService.TrainingServiceClient(host.Channel);
        var created = await CreateAsync(client);
        await WaitAsync(client, created.Name, job => job.Progress.Stage == "training");

        database.Crash();
        await File.WriteAllTextAsync(Path.Combine(worker.StatePath, "go"), "");
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        database.Restart();
        var job = await WaitAsync(client, created.Name, IsFinal);

        Assert.That((job.State, job.AttemptCount, worker.Starts), Is.EqualTo((State.Succeeded, 1, 1)), job.Error?.Message);
    }

    private static bool IsFinal(TrainingJob job) => job.State is State.Cancelled or State.Failed or State.Succeeded;

    private static Task<TrainingProcess> StartProcessAsync(TempFolder data, FakeWorker worker, string connection) =>
        TrainingProcess.StartAsync(
            data, worker.Path, new Uri("http://127.0.0.1:9"),
            $"--Maas:Training:PostgresConnection={connection}", "--Maas:Training:LeaseDuration=00:00:02");

    private static Task<TestHost<TrainingModule>> StartAsync(TempFolder data, FakeWorker worker, string connection) =>
        TestHost.StartAsync<TrainingModule>(
            data,
            new Dictionary<string, string?>
            {
                ["Maas:Training:PostgresConnection"] = connection,
                ["Maas:Training:LeaseDuration"] = "00:00:02",
                ["Maas:Training:WorkerPath"] = worker.Path,
                ["Maas:Training:WorkerSlots"] = "1",
            },
            builder => builder.Services.AddSingleton<IModelRegistrar>(new MemoryRegistrar()));

    private static async Task<TrainingJob> CreateAsync(TrainingService.TrainingServiceClient client)
    {
        var version = await TrainingServer.ImportAsync(client, System.Text.Encoding.UTF8.GetBytes(Specs.Csv), "data");
        return await client.CreateTrainingJobAsync(new CreateTrainingJobRequest
        {
            TrainingJob = new TrainingJob
            {
                Spec = new TrainingSpec { DatasetVersion = version.Name, TargetColumn = "y", Model = "models/test.double" },
            },
        });
    }

    private static Task<TrainingJob> WaitAsync(
        TrainingService.TrainingServiceClient client, string name, Func<TrainingJob, bool> isReached) =>
        TrainingServer.WaitAsync(client, name, isReached);
}
