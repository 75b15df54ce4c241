using System.Globalization;
using Google.Rpc;
using Grpc.Core;
using RpcStatus = Google.Rpc.Status;

namespace Maas.Hosting.Errors;

/// <summary>
/// Tells the retries that gRPC libraries have built in how long to wait. They do not read <c>RetryInfo</c>, and would come
/// back to a full queue after a delay of their own.
/// </summary>
/// <remarks>Source: gRFC A6, "Pushback": milliseconds in decimal, in 31 bits; less than 0 would forbid the retry.</remarks>
internal static class RetryPushback
{
    /// <summary>Name of the trailer.</summary>
    public const string Trailer = "grpc-retry-pushback-ms";

    extension(RpcStatus status)
    {
        /// <summary>Value of the trailer, rounded up; null when the status names no delay.</summary>
        public string? Pushback => status.GetDetail<RetryInfo>()?.RetryDelay is { } delay
            ? MillisecondsOf(delay.ToTimeSpan()).ToString(CultureInfo.InvariantCulture)
            : null;

        /// <summary>The failure as the framework sends it: the status and, where it names a delay, the pushback.</summary>
        public RpcException ToRpcExceptionWithPushback()
        {
            var exception = status.ToRpcException();
            if (status.Pushback is { } pushback)
            {
                exception.Trailers.Add(Trailer, pushback);
            }

            return exception;
        }
    }

    private static int MillisecondsOf(TimeSpan delay) =>
        (int)Math.Clamp(Math.Ceiling(delay.TotalMilliseconds), 0, int.MaxValue);
}
