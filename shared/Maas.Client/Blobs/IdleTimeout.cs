using Grpc.Core;

namespace Maas.Client.Blobs;

/// <summary>Ends a stream on which nothing moves. A transfer has no deadline: its size sets how long it may take.</summary>
internal sealed class IdleTimeout : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _linked;
    private readonly CancellationTokenSource _timer;

    public IdleTimeout(TimeProvider clock, CancellationToken caller)
    {
        _caller = caller;
        _timer = new CancellationTokenSource(Limit, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
    }

    /// <summary>For the call: the caller's cancellation, or silence.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Something moved.</summary>
    public void Restart() => _timer.CancelAfter(Limit);

    /// <summary>Runs the transfer and tells silence from a cancelled caller.</summary>
    /// <exception cref="TimeoutException">Nothing moved for 30 seconds.</exception>
    public async Task GuardAsync(Func<Task> transfer)
    {
        try
        {
            await transfer();
        }
        catch (Exception e) when (IsCancellation(e) && _timer.IsCancellationRequested)
        {
            _caller.ThrowIfCancellationRequested();
            throw new TimeoutException($"The transfer stood still for {Limit.TotalSeconds} s.", e);
        }
        catch (Exception e) when (IsCancellation(e))
        {
            _caller.ThrowIfCancellationRequested();
            throw;
        }
    }

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }

    private static bool IsCancellation(Exception e) =>
        e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled };
}
