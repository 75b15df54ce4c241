using System.Runtime.InteropServices;
using Maas.Testing.Onnx;

namespace Maas.EndToEnd.Tests.Serving;

/// <summary>Four instances of a version share its weights.</summary>
[NonParallelizable]
[CancelAfter(300_000)]
internal sealed class InstanceMemoryTests
{
    private const int Size = 5000;
    private const int Callers = 4;
    private const int CallsPerCaller = 25;
    private const double MaxShare = 1.15;

    [Test]
    public async Task FourInstances_OfAModelOf100Megabytes_CostAboutAsMuchAsOne(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("Reads /proc.");
        }

        var row = Enumerable.Repeat(0.001f, Size).ToArray();
        var large = OnnxModels.Linear([.. Enumerable.Repeat(row, Size)], new float[Size]);

        var none = await MeasureAsync(OnnxModels.Linear([1], 0), 1, instances: 1, cancellationToken);
        var one = await MeasureAsync(large, Size, instances: 1, cancellationToken);
        var four = await MeasureAsync(large, Size, instances: 4, cancellationToken);

        var share = (double)(four - none) / (one - none);
        await TestContext.Out.WriteLineAsync(
            $"{none >> 20} MiB with a tiny model; with {large.Length / 1_000_000} MB of weights {one >> 20} MiB for one instance, "
            + $"{four >> 20} MiB for four: {share:0.00} times what one costs");
        Assert.That(share, Is.LessThanOrEqualTo(MaxShare));
    }

    /// <returns>Memory of the process after all instances have run at once.</returns>
    private static async Task<long> MeasureAsync(byte[] onnx, int columns, int instances, CancellationToken cancellationToken)
    {
        using var serving = new ServingProcess(onnx, $"--Maas:Inference:Scheduling:Instances={instances}");
        await serving.StartAsync(cancellationToken);
        var request = ServingProcess.Request(("x", "FP32", [1, columns], MemoryMarshal.AsBytes<float>(new float[columns]).ToArray()));
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            for (var i = 0; i < CallsPerCaller; i++)
            {
                await serving.Client.ModelInferAsync(request, cancellationToken: cancellationToken);
            }
        }));
        return serving.ResidentBytes;
    }
}
