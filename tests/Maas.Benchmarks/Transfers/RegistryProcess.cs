using System.Diagnostics;
using System.Globalization;
using System.Net;
using Maas.Benchmarks.Serving;

namespace Maas.Benchmarks.Transfers;

/// <summary>The Registry host as a process of its own on free ports of loopback. Ends when disposed.</summary>
internal sealed class RegistryProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private RegistryProcess(Process process, int port)
    {
        _process = process;
        Address = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri Address { get; }

    /// <summary>Processor time that it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Memory that it holds now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The most memory that it has ever held, in bytes.</summary>
    public long PeakResidentBytes => OperatingSystem.IsLinux() ? PeakFromKernel() : _process.PeakWorkingSet64;

    /// <exception cref="InvalidOperationException">It ended, or was not ready in time; its last words are told.</exception>
    public static async Task<RegistryProcess> StartAsync(string data, CancellationToken cancellationToken)
    {
        var (grpc, metrics) = (FreePort.Find(), FreePort.Find());
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                [
                    HostPath(), "--data", data,
                    $"--Maas:Registry:GrpcEndpoint=127.0.0.1:{grpc}",
                    $"--Maas:Registry:MetricsEndpoint=127.0.0.1:{metrics}",
                    "--Logging:LogLevel:Default=Warning",
                ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        var words = new LastWords(process);
        process.Start();
        words.Listen();
        var registry = new RegistryProcess(process, grpc);
        try
        {
            await registry.WaitUntilReadyAsync(metrics, words, cancellationToken);
            return registry;
        }
        catch
        {
            registry.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(int port, LastWords words, CancellationToken cancellationToken)
    {
        using var probe = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var begin = TimeProvider.System.GetTimestamp();
        while (!await IsReadyAsync(probe, port, cancellationToken))
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(begin) > StartLimit)
            {
                throw new InvalidOperationException($"The Registry is not ready. Its last words: {words}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient probe, int port, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await probe.GetAsync(new Uri($"http://127.0.0.1:{port}/readyz"), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private long PeakFromKernel()
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status"))
            .Single(each => each.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    // Built beside this program, in the folder of the same configuration.
    private static string HostPath()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, "Maas.Registry.Host", own.Name, "Maas.Registry.Host.dll");
    }
}
