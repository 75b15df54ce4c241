using Grpc.Core;
using Maas.Client;
using Maas.Errors;

namespace Maas.Cli.Workers;

/// <summary>Growing waits between tries while a service is away. Not thread-safe.</summary>
internal sealed class Backoff(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private TimeSpan _next = First;

    /// <summary>Whether the same call may succeed later.</summary>
    public static bool IsPassing(Exception error) => CodeOf(error) is
        MaasErrorCode.Unavailable or MaasErrorCode.DeadlineExceeded or MaasErrorCode.ResourceExhausted;

    /// <summary>Whether the service refuses the caller: no wait will help.</summary>
    public static bool IsForGood(Exception error) => CodeOf(error) is
        MaasErrorCode.Unauthenticated or MaasErrorCode.PermissionDenied or MaasErrorCode.InvalidArgument;

    /// <summary>Whether the service says that the job is not this worker's any more.</summary>
    public static bool IsLost(Exception error) => CodeOf(error) == MaasErrorCode.Aborted;

    /// <summary>Waits, longer each time.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_next, clock, cancellationToken);
        _next = _next * 2 < Longest ? _next * 2 : Longest;
    }

    /// <summary>Begins anew: a call succeeded.</summary>
    public void Reset() => _next = First;

    /// <summary>Makes a call until it succeeds or fails for good.</summary>
    public static async Task PersistAsync(Func<Task> call, TimeProvider clock, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(clock);
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (Exception error) when (IsPassing(error) && !cancellationToken.IsCancellationRequested)
            {
                await backoff.WaitAsync(cancellationToken);
            }
        }
    }

    private static MaasErrorCode? CodeOf(Exception error) => error switch
    {
        MaasException known => known.Code,
        RpcException failure => MaasErrors.FromRpc(failure).Code,
        _ => null,
    };
}
