using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Maas.Contracts.Oip;

namespace Maas.Benchmarks.Serving;

/// <summary>The Inference host as a process of its own on free ports of loopback. Ends when disposed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly GrpcChannel _channel;
    private readonly HttpClient _http = new();
    private readonly Uri _metrics;

    private ServerProcess(Process process, int grpcPort, int metricsPort)
    {
        _metrics = new Uri($"http://127.0.0.1:{metricsPort}/metrics");
        _process = process;
        Address = new Uri($"http://127.0.0.1:{grpcPort}");
        _channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions
        {
            MaxReceiveMessageSize = 64 << 20,
            MaxSendMessageSize = 64 << 20,
        });
    }

    /// <summary>Where it answers gRPC.</summary>
    public Uri Address { get; }

    /// <summary>Plain calls: no retries, no deadlines.</summary>
    public CallInvoker Invoker => _channel.CreateCallInvoker();

    /// <summary>Processor time that the server has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes that the server has allocated on the heap of the garbage collector so far.</summary>
    public async Task<long> ReadAllocatedBytesAsync(CancellationToken cancellationToken) =>
        (long)Sum(await ReadMetricsAsync(cancellationToken), "dotnet_gc_heap_total_allocated_bytes_total");

    /// <summary>All metrics of the server, as it tells them to Prometheus.</summary>
    public Task<string> ReadMetricsAsync(CancellationToken cancellationToken) => _http.GetStringAsync(_metrics, cancellationToken);

    /// <summary>The sum of a metric over all of its tags; 0 when it is not there.</summary>
    /// <param name="metrics">What <see cref="ReadMetricsAsync"/> gave.</param>
    /// <param name="name">Its name for Prometheus.</param>
    public static double Sum(string metrics, string name) => metrics.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ' or '{')
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>Starts a server on a folder of models and waits until it serves all of them.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not serve in time; its last words are told.</exception>
    public static Task<ServerProcess> StartAsync(
        ModelFolder folder, IReadOnlyList<BenchmarkModel> models, IReadOnlyList<string> settings, CancellationToken cancellationToken) =>
        StartAsync(
            ["--model-repository", folder.Path, "--data", Path.Combine(folder.Path, ".data"), .. settings],
            [.. models.Select(model => model.Name)], cancellationToken);

    /// <summary>Starts a server and waits until it serves what it shall.</summary>
    /// <param name="arguments">Where its models come from, and its settings.</param>
    /// <param name="names">Models or deployments that it shall serve.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">It ended, or did not serve in time; its last words are told.</exception>
    public static async Task<ServerProcess> StartAsync(
        IReadOnlyList<string> arguments, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var (grpc, http, metrics) = (FreePort.Find(), FreePort.Find(), FreePort.Find());
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                [
                    HostPath(),
                    $"--Maas:Inference:GrpcEndpoint=127.0.0.1:{grpc}",
                    $"--Maas:Inference:HttpEndpoint=127.0.0.1:{http}",
                    $"--Maas:Inference:MetricsEndpoint=127.0.0.1:{metrics}",
                    "--Logging:LogLevel:Default=Warning",
                    .. arguments,
                ])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        var words = new LastWords(process);
        process.Start();
        words.Listen();
        var server = new ServerProcess(process, grpc, metrics);
        try
        {
            await server.WaitUntilItServesAsync(names, words, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task WaitUntilItServesAsync(
        IReadOnlyList<string> names, LastWords words, CancellationToken cancellationToken)
    {
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(Invoker);
        var begin = TimeProvider.System.GetTimestamp();
        while (!await ServesAsync(client, names, cancellationToken))
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(begin) > StartLimit)
            {
                throw new InvalidOperationException($"The server does not serve. Its last words: {words}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<bool> ServesAsync(
        GRPCInferenceService.GRPCInferenceServiceClient client, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var name in names)
            {
                var answer = await client.ModelReadyAsync(
                    new ModelReadyRequest { Name = name }, cancellationToken: cancellationToken);
                if (!answer.Ready)
                {
                    return false;
                }
            }

            return true;
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.Unavailable or StatusCode.NotFound)
        {
            return false;
        }
    }

    // Built beside this program, in the folder of the same configuration.
    private static string HostPath()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(own.Parent!.Parent!.FullName, "Maas.Inference.Host", own.Name, "Maas.Inference.Host.dll");
    }
}
