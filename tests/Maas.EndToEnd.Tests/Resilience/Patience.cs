using System.Diagnostics;
using Grpc.Core;
using Maas.Errors;

namespace Maas.EndToEnd.Tests.Resilience;

/// <summary>Tries a call again for as long as its service is away, as a careful client does.</summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception exception) when (IsAway(exception) && Stopwatch.GetElapsedTime(started) < Limit)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }
    }

    // A killed process shows as UNAVAILABLE, or, in the middle of an answer, as CANCELLED or INTERNAL from
    // the client's own HTTP/2 stack (no ErrorInfo: the service did not say it).
    private static bool IsAway(Exception exception) => exception switch
    {
        MaasException known => known.Code is MaasErrorCode.Unavailable or MaasErrorCode.Cancelled or MaasErrorCode.DeadlineExceeded
            || known is { Code: MaasErrorCode.Internal, InnerException: RpcException { Status.DebugException: not null } },
        RpcException rpc => rpc.StatusCode is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.DeadlineExceeded
            || rpc is { StatusCode: StatusCode.Internal, Status.DebugException: not null },
        _ => false,
    };
}
