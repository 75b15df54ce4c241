using System.Runtime.InteropServices;
using Google.Protobuf;
using Maas.Benchmarks.Serving;
using Maas.Benchmarks.Workloads;
using Maas.Contracts.Registry.V1;

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
        using var cpu = new InProcessWorkload(model, rows);
        var example = new GoldenExample
        {
            Inputs = { Value("x", model.MakeShape(rows), model.MakeInput(rows)) },
            ExpectedOutputs = { Value("y", [rows, model.OutputWidth], cpu.Answer()) },
            Tolerance = tolerance,
        };
        await DeployedModel.MakeAsync(
            registry, model, Deployment.Types.DevicePolicy.GpuRequired, version => version.GoldenExamples.Add(example), cancellationToken);
    }

    private static TensorValue Value(string name, long[] shape, float[] values) => new()
    {
        Name = name,
        DataType = "FP32",
        Shape = { shape },
        Content = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
    };
}
