using System.Globalization;
using System.Text.Json;
using Grpc.Net.Client;
using Maas.Benchmarks.Serving;
using Maas.Benchmarks.Transfers;
using Maas.Benchmarks.Workloads;
using Maas.Contracts.Oip;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Benchmarks.Gpu;

/// <summary>
/// Serves a convolution net on a GPU, from a Registry and with a golden example made on the CPU, and compares with ONNX Runtime on the same
/// GPU in this process.
/// </summary>
internal sealed class GpuBenchmark : IDisposable
{
    public const string Command = "gpu";

    public const string Usage = """
        Maas.Benchmarks gpu

        Needs an NVIDIA GPU, and a build with -p:OnnxRuntimeFlavor=Gpu. The last line is JSON.
        """;

    // One of HTTP/2 is read by one thread of the server.
    private const int Connections = 8;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("maas-benchmark-");
    private readonly BenchmarkModel _model = BenchmarkModel.ResNet18;
    private readonly List<GpuLine> _lines = [];

    /// <exception cref="InvalidOperationException">There is no GPU, or the server does not serve on it.</exception>
    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        CompareWithCpu(output, allowTf32: false);
        CompareWithCpu(output, allowTf32: true);
        await output.WriteLineAsync("\nwhat                            callers  rows a call      rows/s    p50 us    p99 us");
        foreach (var rows in new[] { 1, 8, 32 })
        {
            using var device = new DeviceWorkload(_model, rows, Cuda(allowTf32: false));
            await TakeAsync(output, "in process, on the device", device, 1, rows, cancellationToken);
            using var copying = new InProcessWorkload(_model, rows, device: Cuda(allowTf32: false));
            await TakeAsync(output, "in process, with copies", copying, 1, rows, cancellationToken);
            await TakeAsync(output, "in process, with copies", copying, 2, rows, cancellationToken);
        }

        using var rounded = new InProcessWorkload(_model, rows: 32, device: Cuda(allowTf32: true));
        await TakeAsync(output, "in process, with copies, TF32", rounded, 2, 32, cancellationToken);
        using var registry = await RegistryProcess.StartAsync(Path.Combine(_folder.FullName, "registry"), cancellationToken);
        await GpuDeployment.MakeAsync(registry.Address, _model, rows: 2, tolerance: 1e-3, cancellationToken);
        foreach (var instances in new[] { 1, 2, 4 })
        {
            await MeasureServerAsync(registry.Address, instances, output, cancellationToken);
        }

        await output.WriteLineAsync(JsonSerializer.Serialize(new { benchmark = Command, results = _lines }));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Action<SessionOptions> Cuda(bool allowTf32) => options =>
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string>
        {
            ["use_tf32"] = allowTf32 ? "1" : "0",
            ["cudnn_conv_algo_search"] = "HEURISTIC",
        });
        try
        {
            options.AppendExecutionProvider_CUDA(cuda);
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or EntryPointNotFoundException)
        {
            throw new InvalidOperationException($"there is no GPU to use: {exception.Message}", exception);
        }
    };

    private void CompareWithCpu(TextWriter output, bool allowTf32)
    {
        using var cpu = new InProcessWorkload(_model, rows: 2);
        using var gpu = new InProcessWorkload(_model, rows: 2, device: Cuda(allowTf32));
        var (expected, actual) = (cpu.Answer(), gpu.Answer());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"TF32 {(allowTf32 ? "on" : "off")}: largest difference from the CPU {expected.Zip(actual).Max(pair => Math.Abs(pair.First - pair.Second)):0.0e0}, largest answer {expected.Max(Math.Abs):0.0e0}"));
    }

    private async Task MeasureServerAsync(Uri registry, int instances, TextWriter output, CancellationToken cancellationToken)
    {
        await using var server = await ServerProcess.StartAsync(
            [
                "--data", Path.Combine(_folder.FullName, $"inference-{instances}"), $"--Maas:Services:Registry={registry}",
                $"--Maas:Services:Monitoring=http://127.0.0.1:{FreePort.Find()}", $"--Maas:Inference:Scheduling:Instances={instances}",
            ],
            [_model.Name], cancellationToken);
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(server.Invoker);
        var metadata = await client.ModelMetadataAsync(new ModelMetadataRequest { Name = _model.Name }, cancellationToken: cancellationToken);
        await output.WriteLineAsync($"served, {instances} instances: {metadata.Properties}");
        var channels = Enumerable.Range(0, Connections).Select(_ => GrpcChannel.ForAddress(server.Address)).ToList();
        foreach (var (callers, rows) in new[] { (1, 1), (8, 1), (32, 1), (64, 1), (8, 8), (16, 8) })
        {
            var workload = new SpreadWorkload([.. channels.Select(channel => new InferWorkload(channel.CreateCallInvoker(), _model, rows))]);
            var before = await RunsAsync(client, cancellationToken);
            await TakeAsync(output, $"served, {instances} instances", workload, callers, rows, cancellationToken);
            var after = await RunsAsync(client, cancellationToken);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"  {(double)(after.Rows - before.Rows) / (after.Runs - before.Runs):0.0} rows a run"));
        }

        channels.ForEach(channel => channel.Dispose());
    }

    private async Task<(ulong Rows, ulong Runs)> RunsAsync(
        GRPCInferenceService.GRPCInferenceServiceClient client, CancellationToken cancellationToken)
    {
        var answer = await client.ModelStatisticsAsync(new ModelStatisticsRequest { Name = _model.Name }, cancellationToken: cancellationToken);
        return (answer.ModelStats[0].InferenceCount, answer.ModelStats[0].ExecutionCount);
    }

    private async Task TakeAsync(
        TextWriter output, string what, IWorkload workload, int callers, int rows, CancellationToken cancellationToken)
    {
        await Measurement.TakeAsync(workload, callers, WarmUp, cancellationToken);
        var measured = await Measurement.TakeAsync(workload, callers, Duration, cancellationToken);
        var line = new GpuLine(
            what, callers, rows, measured.RequestsPerSecond * rows, measured.P50Seconds * 1e6, measured.P99Seconds * 1e6);
        _lines.Add(line);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{what,-31} {callers,7} {rows,12} {line.RowsPerSecond,11:0} {line.P50Micros,9:0} {line.P99Micros,9:0}"));
    }

    private sealed record GpuLine(string What, int Callers, int Rows, double RowsPerSecond, double P50Micros, double P99Micros);
}
