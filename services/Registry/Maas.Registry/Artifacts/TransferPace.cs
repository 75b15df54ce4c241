using Maas.Errors;

namespace Maas.Registry.Artifacts;

/// <summary>
/// How fast the other side of one transfer must be: so many bytes in every period, so that one byte now and then does
/// not hold a call for ever. Not thread-safe.
/// </summary>
internal sealed class TransferPace(string resource, RegistryOptions options, TimeProvider clock)
{
    private readonly long _periodBytes = (long)(options.MinTransferBytesPerSecond * options.TransferGracePeriod.TotalSeconds);
    private long _periodStart = clock.GetTimestamp();
    private long _bytesInPeriod;

    /// <summary>Bytes moved so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Longest wait for the other side's next move.</summary>
    public TimeSpan Left =>
        _periodBytes == 0 ? Timeout.InfiniteTimeSpan : Positive(options.TransferGracePeriod - clock.GetElapsedTime(_periodStart));

    /// <summary>Waits for the other side to take or send something.</summary>
    /// <exception cref="MaasException"><c>TRANSFER_TOO_SLOW</c>.</exception>
    public async ValueTask GuardAsync(Task move)
    {
        if (move.IsCompleted)
        {
            await move;
            return;
        }

        try
        {
            await move.WaitAsync(Left, clock);
        }
        catch (TimeoutException)
        {
            throw TooSlow();
        }
    }

    /// <summary>So much went through.</summary>
    /// <exception cref="MaasException"><c>TRANSFER_TOO_SLOW</c>: the period is over, and it was not enough.</exception>
    public void Moved(int bytes)
    {
        Bytes += bytes;
        _bytesInPeriod += bytes;
        if (_bytesInPeriod >= _periodBytes)
        {
            (_periodStart, _bytesInPeriod) = (clock.GetTimestamp(), 0);
        }
        else if (Left == TimeSpan.Zero)
        {
            throw TooSlow();
        }
    }

    public MaasException TooSlow() => RegistryErrors.TransferTooSlow(
        resource, Bytes, options.MinTransferBytesPerSecond, options.TransferGracePeriod);

    private static TimeSpan Positive(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.Zero;
}
