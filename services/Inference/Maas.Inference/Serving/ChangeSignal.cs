using System.Threading.Channels;

namespace Maas.Inference.Serving;

/// <summary>Wakes one loop; many calls while it is busy wake it once more. Thread-safe.</summary>
internal sealed class ChangeSignal
{
    private readonly Channel<bool> _channel =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Wakes the loop, now or when it waits next.</summary>
    public void Set() => _channel.Writer.TryWrite(true);

    /// <summary>Waits for the next <see cref="Set"/>, or until the time is over.</summary>
    /// <param name="timeout">Longest wait; null waits for the signal alone.</param>
    /// <param name="clock">Counts it.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task WaitAsync(TimeSpan? timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(timeout ?? Timeout.InfiniteTimeSpan, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await _channel.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over: that is the other way to wake up.
        }
    }
}
