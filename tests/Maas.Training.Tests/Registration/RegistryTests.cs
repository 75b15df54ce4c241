using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using Maas.Contracts.Registry.V1;
using Maas.Contracts.Training.V1;
using Maas.Digests;
using Maas.Registry;
using Maas.Testing;
using Maas.Training.Plans;
using Maas.Training.Registration;
using Maas.Training.Tests.Datasets;
using Maas.Training.Tests.Jobs;
using Microsoft.Extensions.DependencyInjection;
using static Maas.Contracts.Registry.V1.RegistryService;

namespace Maas.Training.Tests.Registration;

/// <summary>Registration with a real Registry.</summary>
public sealed class RegistryTests
{
    private TestHost<RegistryModule> _registry;
    private TrainingServer _training;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _registry = await TestHost.StartAsync<RegistryModule>();
        _training = await TrainingServer.StartWithRegistryAsync(_registry.Addresses.Grpc);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _training.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Test]
    public async Task TrainedModel_IsRegisteredWithAllThatIsKnownOfIt()
    {
        var data = await _training.ImportAsync(TestData.Read("iris.csv"), "iris");
        var job = await _training.WaitForEndAsync((await _training.CreateJobAsync(new TrainingSpec
        {
            DatasetVersion = data.Name,
            TargetColumn = "species",
            Model = "models/flowers.iris",
            Alias = "production",
        })).Name);

        Assert.That(job.State, Is.EqualTo(TrainingJob.Types.State.Succeeded), job.Error?.Message);
        var registry = new RegistryServiceClient(_registry.Channel);
        var version = await registry.GetModelVersionAsync(new GetModelVersionRequest { Name = job.Result.ModelVersion });
        var alias = await registry.GetAliasAsync(new GetAliasRequest { Name = "models/flowers.iris/aliases/production" });
        Assert.Multiple(() =>
        {
            Assert.That(alias.ModelVersion, Is.EqualTo(version.Name));
            Assert.That(version.Files.Select(file => (file.Path, file.SizeBytes)), Is.EqualTo(new[] { ("model.onnx", job.Result.ModelSizeBytes) }));
            Assert.That(version.Lineage, Is.EqualTo(new Lineage
            {
                DatasetVersion = data.Name,
                DatasetSha256 = data.SourceSha256,
                TrainingJob = job.Name,
            }));
            Assert.That(version.Metrics, Is.EquivalentTo(job.Result.Metrics));
            Assert.That(version.Card, Does.Contain($"`{job.Result.ImportanceMetric}`").And.Contain("| petal"));
            Assert.That(version.Signature.ClassLabels, Is.EqualTo(["setosa", "versicolor", "virginica"]));
            Assert.That(version.Signature.Inputs.Select(input => input.Role), Is.All.EqualTo(TensorSpec.Types.Role.NumericFeature));
            Assert.That(version.GoldenExamples, Is.Not.Empty);
        });
        var baseline = await ReadBlobAsync(version.BaselineProfileSha256, version.BaselineProfileSizeBytes);
        Assert.That(BaselineProfile.Parser.ParseFrom(baseline).Features, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Clusters_AreRegisteredWithTheirNames()
    {
        var data = await _training.ImportAsync(TestData.Read("iris.csv"), "flowers");
        var job = await _training.WaitForEndAsync((await _training.CreateJobAsync(new TrainingSpec
        {
            DatasetVersion = data.Name,
            Algorithm = "k-means",
            Model = "models/flowers.clusters",
            Hyperparameters = new Hyperparameters { ClusterCount = 3 },
        })).Name);

        Assert.That(job.State, Is.EqualTo(TrainingJob.Types.State.Succeeded), job.Error?.Message);
        var version = await new RegistryServiceClient(_registry.Channel).GetModelVersionAsync(
            new GetModelVersionRequest { Name = job.Result.ModelVersion });
        Assert.That(version.Signature.Task, Is.EqualTo("clustering"));
        Assert.That(version.Signature.ClassLabels, Is.EqualTo(["cluster-0", "cluster-1", "cluster-2"]));
    }

    [Test]
    public async Task SameJob_RegisteredAgain_GivesTheSameVersion()
    {
        var data = await _training.ImportAsync(Specs.Csv, "doubles");
        var job = await _training.WaitForEndAsync((await _training.CreateJobAsync(new TrainingSpec
        {
            DatasetVersion = data.Name,
            TargetColumn = "y",
            Model = "models/doubles",
            Split = new SplitSpec { TestRatio = 0 },
        })).Name);
        var registrar = _training.Services.GetRequiredService<IModelRegistrar>();
        using var folder = new TempFolder();
        var registration = Registration(folder, await ReadModelAsync(job.Result.ModelVersion));

        var first = await registrar.RegisterAsync(registration, CancellationToken.None);
        var again = await registrar.RegisterAsync(registration, CancellationToken.None);
        var other = await registrar.RegisterAsync(registration with { JobUid = Guid.NewGuid() }, CancellationToken.None);

        Assert.That((first, again, other), Is.EqualTo(("models/again/versions/1", "models/again/versions/1", "models/again/versions/2")));
    }

    [Test]
    public void RequestIds_AreUuidsOfVersion4AndDifferByPurpose()
    {
        var job = Guid.NewGuid();

        var id = RequestIds.For(job, "version");

        Assert.Multiple(() =>
        {
            Assert.That(id, Does.Match("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"));
            Assert.That(RequestIds.For(job, "version"), Is.EqualTo(id));
            Assert.That(RequestIds.For(job, "alias"), Is.Not.EqualTo(id));
        });
    }

    private static ModelRegistration Registration(TempFolder folder, byte[] model)
    {
        var files = new JobFolder(folder.Path);
        File.WriteAllBytes(files.ModelPath, model);
        return new ModelRegistration
        {
            JobUid = Guid.NewGuid(),
            JobName = "trainingJobs/again",
            DatasetVersion = "datasets/doubles/versions/1",
            DatasetSource = Sha256Digest.Of("source"u8),
            Model = "models/again",
            Alias = "",
            Folder = files,
            Outcome = FakeWorker.Outcome with
            {
                Signature = FakeWorker.Outcome.Signature with { Inputs = [], Outputs = [] },
            },
        };
    }

    private async Task<byte[]> ReadModelAsync(string version)
    {
        var found = await new RegistryServiceClient(_registry.Channel).GetModelVersionAsync(
            new GetModelVersionRequest { Name = version });
        return await ReadBlobAsync(found.Files[0].Sha256, found.Files[0].SizeBytes);
    }

    private async Task<byte[]> ReadBlobAsync(string sha256, long size)
    {
        var client = new Contracts.ByteStreams.ByteStream.ByteStreamClient(_registry.Channel);
        using var call = client.Read(new Contracts.ByteStreams.ReadRequest { ResourceName = $"blobs/{sha256}/{size}" });
        var content = new MemoryStream();
        await foreach (var part in call.ResponseStream.ReadAllAsync())
        {
            part.Data.WriteTo(content);
        }

        return content.ToArray();
    }
}
