using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Contracts.Training.V1;
using Maas.Registry;
using Maas.Testing;
using Maas.Training.Tests.Jobs;

namespace Maas.Training.Tests.Crashes;

/// <summary>What was acknowledged outlives kill -9, and happens once.</summary>
public sealed class KillTests
{
    private const int Kills = 6;

    // A slow machine may be killed before it acknowledged anything; then there is more to do.
    private const int MostKills = 40;

    private readonly ConcurrentDictionary<string, DatasetVersion> _versions = new();
    private readonly ConcurrentDictionary<string, string> _jobs = new();

    [Test]
    public async Task Service_KilledAtAnyMoment_LosesNothingAndDoesNothingTwice()
    {
        var random = new Random(20);
        await using var registry = await TestHost.StartAsync<RegistryModule>();
        using var worker = new FakeWorker("echo '{\"stage\":\"training\"}'; sleep 0.1;" + FakeWorker.Succeed);
        worker.Leave(await RealModel.ReadAsync());
        using var data = new TempFolder();

        for (var i = 0; i < Kills || (_jobs.IsEmpty && i < MostKills); i++)
        {
            using var training = await TrainingProcess.StartAsync(data, worker.Path, registry.Addresses.Grpc);
            var work = Task.WhenAll(ImportAsync(training, i), TrainAsync(training, i));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 900 + (100 * i))), TimeProvider.System);
            await training.KillAsync();
            await work;
        }

        using var last = await TrainingProcess.StartAsync(data, worker.Path, registry.Addresses.Grpc);
        await CheckAsync(last, registry);
    }

    private async Task CheckAsync(TrainingProcess training, TestHost<RegistryModule> registry)
    {
        foreach (var (name, version) in _versions)
        {
            var found = await training.Client.GetDatasetVersionAsync(new GetDatasetVersionRequest { Name = name });
            Assert.That(found, Is.EqualTo(version));
        }

        foreach (var name in _jobs.Keys)
        {
            Assert.That(await WaitForEndAsync(training, name), Is.EqualTo(TrainingJob.Types.State.Succeeded), name);
        }

        // A job that was stored and never acknowledged is trained too: one version each, no more.
        var jobs = (await training.Client.ListTrainingJobsAsync(new ListTrainingJobsRequest { PageSize = 1000 })).TrainingJobs;
        var ends = await Task.WhenAll(jobs.Select(job => WaitForEndAsync(training, job.Name)));
        var versions = await new RegistryService.RegistryServiceClient(registry.Channel).ListModelVersionsAsync(
            new ListModelVersionsRequest { Parent = "models/killed", PageSize = 1000 });
        TestContext.Out.WriteLine($"{_versions.Count} versions and {_jobs.Count} jobs were acknowledged.");
        Assert.Multiple(() =>
        {
            Assert.That(_jobs, Is.Not.Empty);
            Assert.That(ends, Is.All.EqualTo(TrainingJob.Types.State.Succeeded));
            Assert.That(versions.ModelVersions.Select(version => version.Lineage.TrainingJob), Is.EquivalentTo(jobs.Select(job => job.Name)));
        });
    }

    private async Task ImportAsync(TrainingProcess training, int round)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                using var call = training.Client.ImportDataset();
                await call.RequestStream.WriteAsync(new ImportDatasetRequest { Header = new() { DatasetId = "killed" } });
                await call.RequestStream.WriteAsync(new ImportDatasetRequest
                {
                    Chunk = ByteString.CopyFromUtf8(string.Create(CultureInfo.InvariantCulture, $"x,y\n1,{round}\n2,{i}\n")),
                });
                await call.RequestStream.CompleteAsync();
                var version = await call;
                _versions[version.Name] = version;
            }
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException or IOException)
        {
            // Killed.
        }
    }

    private async Task TrainAsync(TrainingProcess training, int round)
    {
        try
        {
            while (_versions.IsEmpty)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
                await training.Client.ListDatasetsAsync(new ListDatasetsRequest());
            }

            for (var i = 0; i < 4; i++)
            {
                var job = await training.Client.CreateTrainingJobAsync(new CreateTrainingJobRequest
                {
                    TrainingJobId = $"job-{round}-{i}",
                    TrainingJob = new TrainingJob
                    {
                        Spec = new TrainingSpec
                        {
                            DatasetVersion = _versions.Keys.First(),
                            TargetColumn = "y",
                            Model = "models/killed",
                        },
                    },
                });
                _jobs[job.Name] = job.Uid;
                await WaitForEndAsync(training, job.Name);
            }
        }
        catch (RpcException)
        {
            // Killed.
        }
    }

    private static async Task<TrainingJob.Types.State> WaitForEndAsync(TrainingProcess training, string name)
    {
        using var call = training.Client.WatchTrainingJob(new WatchTrainingJobRequest { Name = name });
        var last = TrainingJob.Types.State.Unspecified;
        await foreach (var message in call.ResponseStream.ReadAllAsync())
        {
            last = message.TrainingJob.State;
        }

        return last;
    }
}
