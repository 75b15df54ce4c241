using Maas.Contracts.Training.V1;
using Maas.Registry;
using Maas.Testing;
using Maas.Training.Plans;
using Maas.Training.Tests.Jobs;
using static Maas.Contracts.Training.V1.TrainingJob.Types;

namespace Maas.Training.Tests.Crashes;

/// <summary>A search outlives kill -9 when it has its winner and makes the variants.</summary>
public sealed class KilledSearchTests
{
    [Test]
    public async Task Search_KilledBetweenItsWinnerAndItsVariants_MakesThemAfterwards()
    {
        await using var registry = await TestHost.StartAsync<RegistryModule>();
        using var worker = new FakeWorker($"if {FakeWorker.MakesVariants}; then echo hanging > \"$state/hanging\"; cat > /dev/null; else {FakeWorker.Succeed}; fi");
        await LeaveAsync(worker);
        using var data = new TempFolder();
        using var first = await TrainingProcess.StartAsync(data, worker.Path, registry.Addresses.Grpc);
        var created = await CreateAsync(first);
        Assert.That(() => File.Exists(Path.Combine(worker.StatePath, "hanging")), Is.True.After(60_000, 20));

        await first.KillAsync();
        worker.Become(FakeWorker.SucceedWithVariants);
        using var second = await TrainingProcess.StartAsync(data, worker.Path, registry.Addresses.Grpc);
        var job = await TrainingServer.WaitAsync(second.Client, created.Name, job => job.State is State.Cancelled or State.Failed or State.Succeeded);

        Assert.That(job.State, Is.EqualTo(State.Succeeded), job.Error?.Message);
        Assert.That((job.Result.TrialCount, worker.Starts), Is.EqualTo((2, 4)), "Only the variants are made again.");
        Assert.That(job.Result.Variants.Select(variant => (variant.Variant, variant.FailedGate, variant.SizeRatio)), Is.EqualTo(new[] { ("fp16", "metric", 0.5) }));
        Assert.That(() => Directory.EnumerateFileSystemEntries(data.File("training", "jobs")), Is.Empty.After(5000, 20));
    }

    private static async Task LeaveAsync(FakeWorker worker)
    {
        var outcome = FakeWorker.Outcome with
        {
            Metrics = new Dictionary<string, double> { ["validation.rmse"] = 1 },
            Signature = FakeWorker.Outcome.Signature with { Inputs = [], Outputs = [] },
        };
        worker.Leave(await RealModel.ReadAsync());
        worker.Leave(outcome);
        worker.LeaveVariants(outcome, [new VariantOutcome { Name = "fp16", FailedGate = VariantGate.Metric, SizeRatio = 0.5 }]);
    }

    private static async Task<TrainingJob> CreateAsync(TrainingProcess training)
    {
        var version = await TrainingServer.ImportAsync(training.Client, System.Text.Encoding.UTF8.GetBytes(Specs.Csv), "data");
        return await training.Client.CreateTrainingJobAsync(new CreateTrainingJobRequest
        {
            TrainingJob = new TrainingJob
            {
                Spec = new TrainingSpec
                {
                    DatasetVersion = version.Name,
                    TargetColumn = "y",
                    Model = "models/killed",
                    Algorithm = "mlp",
                    Search = new SearchSpec { MaxTrialCount = 2, ParallelTrialCount = 1 },
                    Variants = { new VariantSpec { Kind = "fp16" } },
                },
            },
        });
    }
}
