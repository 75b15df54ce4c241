using Maas.Errors;
using Maas.Hosting.Configuration;
using Maas.Hosting.Draining;
using Maas.Hosting.Errors;
using Maas.Hosting.Telemetry;

namespace Maas.Hosting.Limits;

/// <summary>Counts the calls that a host answers at this moment, over gRPC and HTTP, and says when one more is too many. Thread-safe.</summary>
internal sealed class OpenCalls(HostingOptions options, DrainState drain, HostingMetrics metrics)
{
    /// <summary>Lets a call in; <see cref="Leave"/> must follow.</summary>
    /// <returns>Why it is refused, and not to be left; null when it is in.</returns>
    public MaasException? TryEnter()
    {
        if (drain.IsCutting)
        {
            return HostErrors.ShuttingDown();
        }

        if (metrics.Opened() > options.MaxConcurrentCalls)
        {
            Leave();
            return HostErrors.TooManyCalls(options.MaxConcurrentCalls);
        }

        return null;
    }

    /// <summary>A call that was let in is over.</summary>
    public void Leave() => metrics.Closed();
}
