using System.Diagnostics;
using System.Runtime.InteropServices;
using Grpc.Net.Client;
using Maas.Contracts.Training.V1;
using Maas.Testing;

namespace Maas.Training.Tests.Crashes;

/// <summary>The Training host as a process of its own, so that it can be killed.</summary>
internal sealed class TrainingProcess : IDisposable
{
    private readonly Process _process;
    private readonly GrpcChannel _channel;

    private TrainingProcess(Process process, GrpcChannel channel)
    {
        _process = process;
        _channel = channel;
    }

    public TrainingService.TrainingServiceClient Client => new(_channel);

    /// <summary>Starts it and waits until it answers.</summary>
    public static async Task<TrainingProcess> StartAsync(TempFolder data, string workerPath, Uri registry, params string[] more)
    {
        var address = $"127.0.0.1:{FreePort.Find()}";
        var process = Process.Start(new ProcessStartInfo(FindDotnet(),
        [
            HostPath(), "--data", data.Path,
            $"--Maas:Training:GrpcEndpoint={address}", $"--Maas:Training:MetricsEndpoint=127.0.0.1:{FreePort.Find()}",
            $"--Maas:Training:WorkerPath={workerPath}", $"--Maas:Services:Registry={registry}", .. more,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        var started = new TrainingProcess(process, GrpcChannel.ForAddress($"http://{address}"));
        using var limit = new CancellationTokenSource(TestLimits.Call);
        await started.Client.ListDatasetsAsync(
            new ListDatasetsRequest(), new Grpc.Core.CallOptions(cancellationToken: limit.Token).WithWaitForReady());
        return started;
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _channel.Dispose();
        _process.Dispose();
    }

    // Beside this project's output: <bin>/Maas.Training.Tests/<configuration>/.
    private static string HostPath()
    {
        var own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        return Path.GetFullPath(Path.Combine(
            own, "..", "..", "Maas.Training.Host", Path.GetFileName(own), "Maas.Training.Host.dll"));
    }

    private static string FindDotnet() => Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
