using Maas.Client;
using Maas.Client.Blobs;
using Maas.Contracts.Registry.V1;
using Maas.Digests;

namespace Maas.Benchmarks.Serving;

/// <summary>Registers a model and deploys it under its own name.</summary>
internal static class DeployedModel
{
    /// <param name="registry">Address of the Registry.</param>
    /// <param name="model">What is deployed.</param>
    /// <param name="policy">Where it may run.</param>
    /// <param name="describe">Adds to the version what the graph does not say.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task MakeAsync(
        Uri registry, BenchmarkModel model, Deployment.Types.DevicePolicy policy, Action<ModelVersion> describe, CancellationToken cancellationToken)
    {
        using var channel = MaasChannel.Create(new MaasClientOptions { Address = registry });
        var client = new RegistryService.RegistryServiceClient(channel.Invoker);
        var content = model.Build();
        var digest = Sha256Digest.Of(content);
        await new BlobTransfer(channel).UploadAsync(new MemoryStream(content), digest, content.Length, cancellationToken);
        await client.CreateModelAsync(new CreateModelRequest { ModelId = model.Name, Model = new Model() }, cancellationToken: cancellationToken);
        var version = new ModelVersion
        {
            Files = { new ModelFile { Path = "model.onnx", Sha256 = digest.Hex, SizeBytes = content.Length } },
        };
        describe(version);
        await client.CreateModelVersionAsync(
            new CreateModelVersionRequest { Parent = $"models/{model.Name}", ModelVersion = version }, cancellationToken: cancellationToken);
        var deployment = new Deployment
        {
            Model = $"models/{model.Name}",
            DevicePolicy = policy,
            Routes = { new Route { Target = $"models/{model.Name}/versions/1", TrafficPercent = 100 } },
        };
        await client.CreateDeploymentAsync(
            new CreateDeploymentRequest { DeploymentId = model.Name, Deployment = deployment }, cancellationToken: cancellationToken);
    }
}
