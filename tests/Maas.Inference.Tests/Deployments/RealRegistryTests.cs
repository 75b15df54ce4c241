using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Maas.Client;
using Maas.Client.Blobs;
using Maas.Contracts.Onnx;
using Maas.Contracts.Registry.V1;
using Maas.Digests;
using Maas.Inference.Catalog;
using Maas.Inference.Models;
using Maas.Registry;
using Maas.Testing;
using Maas.Testing.Onnx;
using Deployment = Maas.Contracts.Registry.V1.Deployment;

namespace Maas.Inference.Tests.Deployments;

/// <summary>A replica on a real registry, over real sockets.</summary>
[CancelAfter(60_000)]
internal sealed class RealRegistryTests
{
    private TestHost<RegistryModule> _registry = null!;
    private MaasChannel _channel = null!;

    private RegistryService.RegistryServiceClient Registry => new(_channel.Invoker);

    [SetUp]
    public async Task Start()
    {
        _registry = await TestHost.StartAsync<RegistryModule>();
        _channel = MaasChannel.Create(new MaasClientOptions { Address = _registry.Addresses.Grpc });
        await Registry.CreateModelAsync(new CreateModelRequest { ModelId = "churn", Model = new Model() });
    }

    [TearDown]
    public async Task Stop()
    {
        _channel.Dispose();
        await _registry.DisposeAsync();
    }

    [Test]
    public async Task Alias_WhenMoved_MovesTheTraffic(CancellationToken cancellationToken)
    {
        await using var replica = await StartReplicaAsync();
        await CreateVersionAsync(weight: 1, cancellationToken);
        await CreateVersionAsync(weight: 2, cancellationToken);
        await SetAliasAsync("1", cancellationToken);
        await DeployAsync(cancellationToken);
        await UntilServesAsync(replica, "1", cancellationToken);

        await SetAliasAsync("2", cancellationToken);
        await UntilServesAsync(replica, "2", cancellationToken);

        Assert.That(Predict(replica), Is.EqualTo(2));
    }

    [Test]
    public async Task Status_OfWhatIsServed_StandsInTheDeployment(CancellationToken cancellationToken)
    {
        var version = await CreateVersionAsync(weight: 1, cancellationToken);
        await SetAliasAsync("1", cancellationToken);
        await DeployAsync(cancellationToken);
        await using var replica = await StartReplicaAsync();

        var status = await ReportedAsync(cancellationToken);

        Assert.That(status.ModelVersion, Is.EqualTo(version.Name));
        Assert.That(status.ManifestDigest, Is.EqualTo(version.ManifestDigest));
        Assert.That((status.Device, status.ErrorMessage), Is.EqualTo(("cpu", "")));
    }

    [Test]
    public async Task Shadow_OfADeployment_IsLoadedBesideItAndFollowsItsAlias(CancellationToken cancellationToken)
    {
        await CreateVersionAsync(weight: 1, cancellationToken);
        await CreateVersionAsync(weight: 2, cancellationToken);
        await SetAliasAsync("1", cancellationToken);
        await DeployAsync(cancellationToken, shadow: "models/churn/versions/2");
        await using var replica = await StartReplicaAsync();
        await UntilServesAsync(replica, "1", cancellationToken);

        await UntilShadowsAsync(replica, "2", cancellationToken);
        await Registry.UpdateDeploymentAsync(
            new UpdateDeploymentRequest
            {
                Deployment = new Deployment { Name = "deployments/live", ShadowTarget = "models/churn/aliases/production" },
                UpdateMask = new FieldMask { Paths = { "shadow_target" } },
            },
            cancellationToken: cancellationToken);
        await UntilShadowsAsync(replica, "1", cancellationToken);

        Assert.That(Predict(replica), Is.EqualTo(1));
    }

    [Test]
    public async Task Registry_WhenItStops_LeavesTheReplicaServing(CancellationToken cancellationToken)
    {
        await CreateVersionAsync(weight: 1, cancellationToken);
        await SetAliasAsync("1", cancellationToken);
        await DeployAsync(cancellationToken);
        await using var replica = await StartReplicaAsync();
        await UntilServesAsync(replica, "1", cancellationToken);

        await _registry.StopAsync();
        var afterStop = Predict(replica);
        await replica.RestartAsync();
        await UntilServesAsync(replica, "1", cancellationToken);

        Assert.That((afterStop, Predict(replica)), Is.EqualTo((1f, 1f)));
    }

    [Test]
    public async Task Version_WithWeightsInAnotherFile_IsServed(CancellationToken cancellationToken)
    {
        var model = ModelProto.Parser.ParseFrom(OnnxModels.Linear([1], 0));
        var weights = model.Graph.Initializer.Single(tensor => tensor.Name == "w");
        weights.ClearRawData();
        weights.FloatData.Clear();
        weights.DataLocation = TensorProto.Types.DataLocation.External;
        weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "data/w.bin" });
        await CreateVersionAsync(
            weight: 7, cancellationToken, ("model.onnx", model.ToByteArray()), ("data/w.bin", BitConverter.GetBytes(7f)), ("labels.txt", [1]));
        await SetAliasAsync("1", cancellationToken);
        await DeployAsync(cancellationToken);
        await using var replica = await StartReplicaAsync();

        await UntilServesAsync(replica, "1", cancellationToken);

        Assert.That(Predict(replica), Is.EqualTo(7));
        Assert.That(Directory.GetFileSystemEntries(replica.Data.File("inference", "layouts")), Is.Empty, "once loaded, the layout goes");
    }

    [Test]
    public async Task Version_WhenQuarantined_IsLetGo_AndWhenReinstatedServedAgain(CancellationToken cancellationToken)
    {
        var version = await CreateVersionAsync(weight: 1, cancellationToken);
        await SetAliasAsync("1", cancellationToken);
        await DeployAsync(cancellationToken);
        await using var replica = await StartReplicaAsync();
        await UntilServesAsync(replica, "1", cancellationToken);
        var catalog = (ModelCatalog)replica.Services.GetService(typeof(ModelCatalog))!;

        await Registry.QuarantineModelVersionAsync(new() { Name = version.Name, Reason = "poisoned" }, cancellationToken: cancellationToken);
        while (catalog.IsReady("live", ""))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }

        await replica.RestartAsync();
        catalog = (ModelCatalog)replica.Services.GetService(typeof(ModelCatalog))!;
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, cancellationToken);
        Assert.That(catalog.IsReady("live", ""), Is.False, "what it remembers must not bring it back");

        await Registry.ReinstateModelVersionAsync(new() { Name = version.Name }, cancellationToken: cancellationToken);
        await UntilServesAsync(replica, "1", cancellationToken);
        Assert.That(Predict(replica), Is.EqualTo(1));
    }

    [Test]
    public async Task Version_QuarantinedAndThenDeleted_IsNotServedAgain(CancellationToken cancellationToken)
    {
        var version = await CreateVersionAsync(weight: 1, cancellationToken);
        await SetAliasAsync("1", cancellationToken);
        await DeployAsync(cancellationToken);
        await using var replica = await StartReplicaAsync();
        await UntilServesAsync(replica, "1", cancellationToken);
        await Registry.QuarantineModelVersionAsync(new() { Name = version.Name, Reason = "poisoned" }, cancellationToken: cancellationToken);
        await Registry.DeleteAliasAsync(new() { Name = "models/churn/aliases/production" }, cancellationToken: cancellationToken);
        await Registry.DeleteModelVersionAsync(new() { Name = version.Name }, cancellationToken: cancellationToken);

        await replica.RestartAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellationToken);

        Assert.That(((ModelCatalog)replica.Services.GetService(typeof(ModelCatalog))!).IsReady("live", ""), Is.False);
    }

    private Task<TestHost<InferenceModule>> StartReplicaAsync() => TestHost.StartAsync<InferenceModule>(
        settings: new Dictionary<string, string?>
        {
            ["Maas:Services:Registry"] = _registry.Addresses.Grpc.ToString(),
            ["Maas:Services:Monitoring"] = $"http://127.0.0.1:{FreePort.Find()}",
            ["Maas:Inference:ReportInterval"] = "00:00:01",
        });

    private Task<ModelVersion> CreateVersionAsync(float weight, CancellationToken cancellationToken) =>
        CreateVersionAsync(weight, cancellationToken, ("model.onnx", OnnxModels.Linear([weight], 0)));

    private async Task<ModelVersion> CreateVersionAsync(
        float weight, CancellationToken cancellationToken, params (string Path, byte[] Content)[] files)
    {
        var version = new ModelVersion
        {
            GoldenExamples =
            {
                new GoldenExample { Inputs = { Value("x", 3) }, ExpectedOutputs = { Value("y", 3 * weight) } },
            },
        };
        foreach (var (path, content) in files)
        {
            var digest = Sha256Digest.Of(content);
            await new BlobTransfer(_channel).UploadAsync(new MemoryStream(content), digest, content.Length, cancellationToken);
            version.Files.Add(new ModelFile { Path = path, Sha256 = digest.Hex, SizeBytes = content.Length });
        }

        var request = new CreateModelVersionRequest { Parent = "models/churn", ModelVersion = version };
        return await Registry.CreateModelVersionAsync(request, cancellationToken: cancellationToken);
    }

    private async Task SetAliasAsync(string version, CancellationToken cancellationToken)
    {
        var alias = new Alias { Name = "models/churn/aliases/production", ModelVersion = $"models/churn/versions/{version}" };
        await Registry.SetAliasAsync(new SetAliasRequest { Alias = alias }, cancellationToken: cancellationToken);
    }

    private async Task DeployAsync(CancellationToken cancellationToken, string shadow = "")
    {
        var deployment = new Deployment
        {
            Model = "models/churn",
            DevicePolicy = Deployment.Types.DevicePolicy.Cpu,
            ShadowTarget = shadow,
            Routes = { new Route { Target = "models/churn/aliases/production", TrafficPercent = 100 } },
        };
        var request = new CreateDeploymentRequest { DeploymentId = "live", Deployment = deployment };
        await Registry.CreateDeploymentAsync(request, cancellationToken: cancellationToken);
    }

    private async Task<ReplicaStatus> ReportedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var request = new GetDeploymentRequest { Name = "deployments/live" };
            var deployment = await Registry.GetDeploymentAsync(request, cancellationToken: cancellationToken);
            if (deployment.ReplicaStatuses.FirstOrDefault(status => status.State == ReplicaStatus.Types.State.Ready) is { } ready)
            {
                return ready;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task UntilServesAsync(
        TestHost<InferenceModule> replica, string version, CancellationToken cancellationToken)
    {
        var catalog = (ModelCatalog)replica.Services.GetService(typeof(ModelCatalog))!;
        while (!catalog.IsReady("live", "") || catalog.Get("live").Next()?.Version != version)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task UntilShadowsAsync(
        TestHost<InferenceModule> replica, string version, CancellationToken cancellationToken)
    {
        var catalog = (ModelCatalog)replica.Services.GetService(typeof(ModelCatalog))!;
        while (catalog.Get("live").Shadow?.Version != version)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }
    }

    private static float Predict(TestHost<InferenceModule> replica)
    {
        var catalog = (ModelCatalog)replica.Services.GetService(typeof(ModelCatalog))!;
        using var lease = catalog.Resolve("live", "");
        var input = new Tensor("x", TensorDataType.Fp32, [1, 1], BitConverter.GetBytes(1f));
        return BitConverter.ToSingle(lease.Model.Run([input], [], CancellationToken.None)[0].Content.Span);
    }

    private static TensorValue Value(string name, float value) => new()
    {
        Name = name,
        DataType = "FP32",
        Shape = { 1, 1 },
        Content = ByteString.CopyFrom(BitConverter.GetBytes(value)),
    };
}
