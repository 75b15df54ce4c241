using Grpc.Core;
using Maas.Contracts.Training.V1;

namespace Maas.Training.Tests.Jobs;

/// <summary>What a watch tells of the losses of a job.</summary>
public sealed class JobWatchTests
{
    private const string Epochs = """
        for epoch in 1 2 3 4; do echo "{\"stage\":\"training\",\"ratio\":0.5,\"epoch\":$epoch,\"plannedEpochs\":10,\"loss\":$epoch.5,\"validationLoss\":$epoch.75}"; done
        """;

    [Test]
    public async Task Watch_OfAJobThatRunsForAWhile_TellsAllItsEpochsFirst()
    {
        using var worker = new FakeWorker($"{Epochs}; cat > /dev/null");
        await using var server = await StartAsync(worker);
        var job = await server.WaitAsync((await CreateAsync(server)).Name, job => job.Progress.EpochCount == 4);

        var told = await FirstAsync(server, job.Name);

        Assert.That(told.LossPoints.Select(point => (point.Epoch, point.TrainingLoss, point.ValidationLoss)), Is.EqualTo(new[]
        {
            (1, 1.5, 1.75), (2, 2.5, 2.75), (3, 3.5, 3.75), (4, 4.5, 4.75),
        }));
    }

    [Test]
    public async Task Watch_FromTheBegin_TellsEachEpochOnce()
    {
        using var worker = new FakeWorker($"{Epochs}; while [ ! -e \"$state/all\" ]; do sleep 0.05; done; {FakeWorker.Succeed}");
        await using var server = await StartAsync(worker);
        var job = await CreateAsync(server);
        using var limit = new CancellationTokenSource(TestLimits.Job);
        using var call = server.Client.WatchTrainingJob(new WatchTrainingJobRequest { Name = job.Name }, cancellationToken: limit.Token);

        List<int> told = [];
        await foreach (var message in call.ResponseStream.ReadAllAsync(limit.Token))
        {
            told.AddRange(message.LossPoints.Select(point => point.Epoch));
            if (told.Count == 4)
            {
                await File.WriteAllTextAsync(Path.Combine(worker.StatePath, "all"), "", limit.Token);
            }
        }

        Assert.That(told, Is.EqualTo([1, 2, 3, 4]));
    }

    [Test]
    public async Task Watch_OfAJobWhoseWorkerDied_TellsTheEpochsOfBoth()
    {
        using var worker = new FakeWorker($$"""
            if [ "$(wc -l < "$state/begun")" -lt 2 ]; then {{Epochs}}; exit 7; fi
            echo '{"stage":"training","ratio":0.5,"epoch":4,"plannedEpochs":10,"loss":0.5}'
            cat > /dev/null
            """);
        await using var server = await StartAsync(worker);
        var job = await server.WaitAsync((await CreateAsync(server)).Name, job => job is { AttemptCount: 2, Progress.EpochCount: 4 });

        var told = await FirstAsync(server, job.Name);

        Assert.That(told.LossPoints.Select(point => (point.Epoch, point.TrainingLoss)), Is.EqualTo(new[] { (1, 1.5), (2, 2.5), (3, 3.5), (4, 0.5) }));
        Assert.That(told.LossPoints[^1].HasValidationLoss, Is.False);
    }

    private static async Task<WatchTrainingJobResponse> FirstAsync(TrainingServer server, string name)
    {
        using var limit = new CancellationTokenSource(TestLimits.Call);
        using var call = server.Client.WatchTrainingJob(new WatchTrainingJobRequest { Name = name }, cancellationToken: limit.Token);
        await call.ResponseStream.MoveNext(limit.Token);
        return call.ResponseStream.Current;
    }

    private static Task<TrainingServer> StartAsync(FakeWorker worker) => TrainingServer.StartAsync(("WorkerPath", worker.Path));

    private static async Task<TrainingJob> CreateAsync(TrainingServer server) => await server.CreateJobAsync(await Specs.ImportAsync(server));
}
