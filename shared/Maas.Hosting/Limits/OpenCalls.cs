using System.Diagnostics.Metrics;
using Maas.Errors;
using Maas.Hosting.Configuration;
using Maas.Hosting.Draining;
using Maas.Hosting.Errors;
using Maas.Hosting.Telemetry;

namespace Maas.Hosting.Limits;

/// <summary>Counts the calls that a host answers at this moment, over gRPC and HTTP, and says when one more is too many. Thread-safe.</summary>
internal sealed class OpenCalls
{
    private readonly HostingOptions _options;
    private readonly DrainState _drain;
    private int _count;

    public OpenCalls(HostingOptions options, DrainState drain, IMeterFactory meters)
    {
        (_options, _drain) = (options, drain);
        meters.Create(HostingMeter.Name).CreateObservableUpDownCounter(
            "maas.hosting.calls.open", () => Volatile.Read(ref _count), "{call}", "Calls and streams that are being answered now.");
    }

    /// <summary>Lets a call in; <see cref="Leave"/> must follow.</summary>
    /// <returns>Why it is refused, and not to be left; null when it is in.</returns>
    public MaasException? TryEnter()
    {
        if (_drain.IsCutting)
        {
            return HostErrors.ShuttingDown();
        }

        if (Interlocked.Increment(ref _count) > _options.MaxConcurrentCalls)
        {
            Leave();
            return HostErrors.TooManyCalls(_options.MaxConcurrentCalls);
        }

        return null;
    }

    /// <summary>A call that was let in is over.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
