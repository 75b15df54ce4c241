using Maas.Errors;

namespace Maas.Client.Blobs;

/// <summary>
/// Another call that holds the same upload: another process of this user, or one that was killed and whose line the
/// Registry has not given up yet. Waits as long as it gets on, and a while longer. Not thread-safe.
/// </summary>
internal sealed class OtherUpload(TimeProvider clock)
{
    /// <summary>What the Registry answers.</summary>
    public const string Reason = "UPLOAD_BUSY";

    /// <summary>Longer than a Registry keeps a silent line: 50 s of pings, 60 s without a message.</summary>
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private MaasException? _failure;
    private long _lastOffset = -1;
    private long _lastMove;

    /// <summary>The Registry gave this answer; only a busy upload is waited for.</summary>
    public void Met(MaasException failure)
    {
        _failure = failure.Reason == Reason ? failure : null;
    }

    /// <summary>After a busy answer: waits a moment and says whether the other got on since it was last looked at.</summary>
    /// <param name="offset">How far it is now.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="MaasException"><c>UPLOAD_BUSY</c>: it is held, and has not moved for 90 seconds.</exception>
    public async Task<bool> GoesOnAsync(long offset, CancellationToken cancellationToken)
    {
        if (_failure is null)
        {
            return false;
        }

        var moved = offset != _lastOffset;
        if (moved)
        {
            (_lastOffset, _lastMove) = (offset, clock.GetTimestamp());
        }
        else if (clock.GetElapsedTime(_lastMove) > StallLimit)
        {
            throw _failure;
        }

        await Task.Delay(Interval, clock, cancellationToken);
        return moved;
    }
}
