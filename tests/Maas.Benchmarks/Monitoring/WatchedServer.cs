using Maas.Benchmarks.Serving;
using Maas.Benchmarks.Workloads;

namespace Maas.Benchmarks.Monitoring;

/// <summary>An Inference host as a process of its own, and the Monitoring service in this process that it tells.</summary>
internal sealed class WatchedServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly FakeMonitoring _monitoring;
    private readonly ServerProcess _server;
    private readonly InferWorkload _workload;
    private long _requests;

    private WatchedServer(MonitoringState state, FakeMonitoring monitoring, ServerProcess server, BenchmarkModel model)
    {
        (State, _monitoring, _server) = (state, monitoring, server);
        _workload = new InferWorkload(server.Invoker, model, rows: 1);
    }

    /// <summary>How Monitoring does while it is measured.</summary>
    public MonitoringState State { get; }

    /// <param name="state">How Monitoring does.</param>
    /// <param name="registry">Where <paramref name="model"/> is deployed under its own name, every prediction sampled.</param>
    /// <param name="model">What is served.</param>
    /// <param name="folder">The server's data go into a folder of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<WatchedServer> StartAsync(
        MonitoringState state, Uri registry, BenchmarkModel model, string folder, CancellationToken cancellationToken)
    {
        var monitoring = new FakeMonitoring(FreePort.Find()) { State = state };
        if (state != MonitoringState.Dead)
        {
            await monitoring.StartAsync();
        }

        var server = await ServerProcess.StartAsync(
            [
                "--data", Path.Combine(folder, $"inference-{state}"), $"--Maas:Services:Registry={registry}", $"--Maas:Services:Monitoring={monitoring.Address}",
                "--Maas:Inference:IntraOpThreads=1", "--Maas:Inference:Sampling:Interval=00:00:00.100", $"--Maas:Inference:Sampling:BufferBytes={1 << 20}",
                "--Maas:Inference:Sampling:Timeout=00:00:05",
            ],
            [model.Name], cancellationToken);
        return new WatchedServer(state, monitoring, server, model);
    }

    /// <summary>Lets callers call for a time.</summary>
    public async Task<Measurement> MeasureAsync(int callers, TimeSpan duration, CancellationToken cancellationToken)
    {
        var measured = await Measurement.TakeAsync(_workload, callers, duration, cancellationToken);
        _requests += measured.Requests;
        return measured;
    }

    /// <summary>Makes Monitoring well, waits until nothing waits for it, and compares what the server says with what was sent and came.</summary>
    /// <exception cref="InvalidOperationException">A sample or a request is not accounted for.</exception>
    public async Task<SampleAccount> SettleAsync(CancellationToken cancellationToken)
    {
        _monitoring.State = MonitoringState.Healthy;
        if (!_monitoring.IsStarted)
        {
            await _monitoring.StartAsync();
        }

        var begin = TimeProvider.System.GetTimestamp();
        SampleAccount account;
        while (!(account = await ReadAsync(cancellationToken)).IsExact)
        {
            if (TimeProvider.System.GetElapsedTime(begin) > Patience)
            {
                throw new InvalidOperationException($"{State}: the samples are not accounted for: {account}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }

        return account;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _monitoring.DisposeAsync();
    }

    private async Task<SampleAccount> ReadAsync(CancellationToken cancellationToken)
    {
        var metrics = await _server.ReadMetricsAsync(cancellationToken);
        return new SampleAccount(
            _requests, Read("samples_chosen_total"), Read("samples_delivered_total"), Read("samples_dropped_total"), Read("samples_waiting"),
            _monitoring.Samples, _monitoring.DroppedSamples, _monitoring.Requests);

        long Read(string name) => (long)ServerProcess.Sum(metrics, $"maas_inference_{name}");
    }
}

/// <summary>Where the samples of all requests are.</summary>
/// <param name="Sent">Requests that were answered, a row each, all of them chosen.</param>
/// <param name="Chosen">By the server's metrics.</param>
/// <param name="Delivered">By the server's metrics.</param>
/// <param name="Dropped">By the server's metrics.</param>
/// <param name="Waiting">By the server's metrics.</param>
/// <param name="Received">Samples that Monitoring got, each batch once.</param>
/// <param name="ToldDropped">Samples that Monitoring was told of as dropped.</param>
/// <param name="ReceivedRequests">Requests in the counts that Monitoring got.</param>
internal sealed record SampleAccount(
    long Sent, long Chosen, long Delivered, long Dropped, long Waiting, long Received, long ToldDropped, long ReceivedRequests)
{
    /// <summary>Whether nothing waits, and everything was delivered or dropped.</summary>
    public bool IsExact => Waiting == 0 && Sent == Chosen && Chosen == Delivered + Dropped && Delivered == Received && Dropped == ToldDropped
        && ReceivedRequests == Sent;
}
