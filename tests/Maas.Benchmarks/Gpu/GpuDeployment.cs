using System.Runtime.InteropServices;
using Google.Protobuf;
using Maas.Benchmarks.Workloads;
using Maas.Client;
using Maas.Client.Blobs;
using Maas.Contracts.Registry.V1;
using Maas.Digests;

namespace Maas.Benchmarks.Gpu;

/// <summary>Registers a model with a golden example that the CPU made, and deploys it where only a GPU will do.</summary>
internal static class GpuDeployment
{
    /// <param name="registry">Address of the Registry.</param>
    /// <param name="model">What is deployed, under its own name.</param>
    /// <param name="rows">Rows of the golden example.</param>
    /// <param name="tolerance">Largest difference of an element between the CPU's answer and the GPU's.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task MakeAsync(Uri registry, BenchmarkModel model, int rows, double tolerance, CancellationToken cancellationToken)
    {
        using var channel = MaasChannel.Create(new MaasClientOptions { Address = registry });
        var client = new RegistryService.RegistryServiceClient(channel.Invoker);
        var content = model.Build();
        var digest = Sha256Digest.Of(content);
        await new BlobTransfer(channel).UploadAsync(new MemoryStream(content), digest, content.Length, cancellationToken);
        await client.CreateModelAsync(new CreateModelRequest { ModelId = model.Name, Model = new Model() }, cancellationToken: cancellationToken);
        using var cpu = new InProcessWorkload(model, rows);
        var version = new ModelVersion
        {
            Files = { new ModelFile { Path = "model.onnx", Sha256 = digest.Hex, SizeBytes = content.Length } },
            GoldenExamples =
            {
                new GoldenExample
                {
                    Inputs = { Value("x", model.MakeShape(rows), model.MakeInput(rows)) },
                    ExpectedOutputs = { Value("y", [rows, model.OutputWidth], cpu.Answer()) },
                    Tolerance = tolerance,
                },
            },
        };
        await client.CreateModelVersionAsync(
            new CreateModelVersionRequest { Parent = $"models/{model.Name}", ModelVersion = version }, cancellationToken: cancellationToken);
        var deployment = new Deployment
        {
            Model = $"models/{model.Name}",
            DevicePolicy = Deployment.Types.DevicePolicy.GpuRequired,
            Routes = { new Route { Target = $"models/{model.Name}/versions/1", TrafficPercent = 100 } },
        };
        await client.CreateDeploymentAsync(
            new CreateDeploymentRequest { DeploymentId = model.Name, Deployment = deployment }, cancellationToken: cancellationToken);
    }

    private static TensorValue Value(string name, long[] shape, float[] values) => new()
    {
        Name = name,
        DataType = "FP32",
        Shape = { shape },
        Content = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
    };
}
