using Maas.Contracts.Registry.V1;
using Maas.Contracts.Training.V1;
using Maas.Registry;
using Maas.Testing;
using Maas.Training.Plans;
using Maas.Training.Tests.Datasets;
using static Maas.Contracts.Registry.V1.RegistryService;

namespace Maas.Training.Tests.Registration;

/// <summary>Variants as versions of their own, made by a real worker.</summary>
public sealed class VariantRegistrationTests
{
    [Test]
    public async Task Variants_ThatPass_AreVersionsBesideTheFullModel()
    {
        await using var registry = await TestHost.StartAsync<RegistryModule>();
        await using var training = await TrainingServer.StartWithRegistryAsync(registry.Addresses.Grpc);

        var job = await TrainAsync(training, "production");

        Assert.That(job.State, Is.EqualTo(TrainingJob.Types.State.Succeeded), job.Error?.Message);
        var client = new RegistryServiceClient(registry.Channel);
        var full = await client.GetModelVersionAsync(new GetModelVersionRequest { Name = job.Result.ModelVersion });
        var variants = job.Result.Variants;
        Assert.That(variants.Select(variant => (variant.Variant, variant.FailedGate)), Is.EqualTo(new[] { ("dynamic-int8", "size"), ("static-int8", ""), ("pruned-0.7", "") }));
        Assert.That(variants[0].ModelVersion, Is.Empty);
        Assert.That((await client.GetAliasAsync(new GetAliasRequest { Name = "models/flowers/aliases/production" })).ModelVersion, Is.EqualTo(full.Name));
        Assert.That(full.Card, Does.Contain("| dynamic-int8 |").And.Contain("no, size: ").And.Contain("| static-int8 |"));
        foreach (var variant in variants.Skip(1))
        {
            var version = await client.GetModelVersionAsync(new GetModelVersionRequest { Name = variant.ModelVersion });
            Assert.That(version.Labels["variant"], Is.EqualTo(variant.Variant));
            Assert.That(version.Lineage.ParentModelVersion, Is.EqualTo(full.Name));
            Assert.That(version.Lineage.TrainingJob, Is.EqualTo(job.Name));
            Assert.That(version.Files.Select(file => (file.Path, file.SizeBytes)), Is.EqualTo(new[] { ("model.onnx", variant.SizeBytes) }));
            Assert.That(version.Signature, Is.EqualTo(full.Signature));
            Assert.That(version.Metrics["test.accuracy"], Is.EqualTo(variant.MetricValue));
            Assert.That(version.GoldenExamples, Has.Count.EqualTo(full.GoldenExamples.Count));
            Assert.That(version.BaselineProfileSha256, Is.EqualTo(full.BaselineProfileSha256));
            Assert.That(version.Card, Does.StartWith($"The variant `{variant.Variant}` of {full.Name}"));
        }
    }

    [Test]
    public async Task Variant_ThatTheRegistryRefuses_IsToldAndLeavesTheRest()
    {
        await using var training = await TrainingServer.StartAsync();
        training.Registrar.VariantProblem = variant => variant.Name == VariantKind.StaticInt8 ? TrainingErrors.ResourceNotFound("models/flowers") : null;

        var job = await TrainAsync(training, alias: "");

        Assert.That(job.State, Is.EqualTo(TrainingJob.Types.State.Succeeded), job.Error?.Message);
        Assert.That(job.Result.Variants.Select(variant => (variant.FailedGate, variant.ModelVersion.Length > 0)), Is.EqualTo(new[] { ("size", false), ("registration", false), ("", true) }));
        Assert.That(job.Result.Variants[1].Problem, Does.Contain("models/flowers"));
        Assert.That(training.Registrar.Variants, Is.EqualTo(new[] { ("pruned-0.7", job.Result.ModelVersion) }));
    }

    // Gates that no noise of the machine decides.
    private static async Task<TrainingJob> TrainAsync(TrainingServer training, string alias)
    {
        var data = await training.ImportAsync(TestData.Read("iris.csv"), "iris");
        return await training.WaitForEndAsync((await training.CreateJobAsync(new TrainingSpec
        {
            DatasetVersion = data.Name,
            TargetColumn = "species",
            Model = "models/flowers",
            Alias = alias,
            Algorithm = "mlp",
            Hyperparameters = new Hyperparameters { HiddenUnits = { 64, 64 }, EpochCount = 20 },
            Variants =
            {
                new VariantSpec { Kind = "dynamic-int8", MaxSizeRatio = 0.01 },
                new VariantSpec { Kind = "static-int8", MaxSizeRatio = 1, MaxMetricLoss = 1, MaxLatencyRatio = 1000 },
                new VariantSpec { Kind = "pruned", Sparsity = 0.7, EpochCount = 5, MaxMetricLoss = 1, MaxLatencyRatio = 1000 },
            },
        })).Name);
    }
}
