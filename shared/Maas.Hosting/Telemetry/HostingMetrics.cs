using System.Diagnostics.Metrics;

namespace Maas.Hosting.Telemetry;

/// <summary>
/// Instruments of every host, whichever service it is of. They belong to the meter of the service: of several hosts in one process each tells
/// of its own calls. Thread-safe.
/// </summary>
internal sealed class HostingMetrics
{
    private readonly Counter<long> _failed;
    private int _open;

    public HostingMetrics(IMeterFactory meters, string meterName)
    {
        var meter = meters.Create(meterName);
        _failed = meter.CreateCounter<long>(
            "maas.hosting.calls.failed", "{call}", "Calls of gRPC methods that failed after they were let in, those that their callers gave up included, by method and why.");
        meter.CreateObservableUpDownCounter(
            "maas.hosting.calls.open", () => OpenCalls, "{call}", "Calls and streams that are being answered now.");
    }

    /// <summary>Calls that are being answered.</summary>
    public int OpenCalls => Volatile.Read(ref _open);

    /// <summary>One more is being answered.</summary>
    /// <returns>How many now.</returns>
    public int Opened() => Interlocked.Increment(ref _open);

    /// <summary>One less is being answered.</summary>
    public void Closed() => Interlocked.Decrement(ref _open);

    /// <param name="method">Full name of the method, one that the host has.</param>
    /// <param name="reason">Why, in one word in capitals.</param>
    public void Failed(string method, string reason) => _failed.Add(1, new("rpc.method", method), new("error.type", reason));
}
