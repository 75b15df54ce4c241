using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Residency;

/// <summary>
/// The session of a version, which may leave memory while nobody uses it. Thread-safe; whoever uses the session must be counted by
/// <paramref name="userCount"/> before it looks here.
/// </summary>
/// <param name="session">In memory now.</param>
/// <param name="userCount">How many use it; 0 when the version is gone for good.</param>
internal sealed class SessionSlot(InferenceSession session, Func<int> userCount)
{
    private readonly Lock _lock = new();
    private InferenceSession? _session = session;
    private Task? _return;
    private bool _isClosed;

    /// <summary>Brings the session back; null when it never leaves.</summary>
    public Func<Task<InferenceSession>>? Reopen { get; set; }

    /// <summary>The session; null while it is not in memory.</summary>
    public InferenceSession? Current
    {
        get
        {
            if (Volatile.Read(ref _session) is { } session)
            {
                return session;
            }

            // An attempt to leave takes it away for a moment, to count who is inside; with the lock that moment is over.
            lock (_lock)
            {
                return _session;
            }
        }
    }

    /// <summary>Waits until the session is in memory; several who wait cause one load.</summary>
    public Task ReturnAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_session is not null)
            {
                return Task.CompletedTask;
            }

            // A load goes on when one of those who wait goes away.
            _return = _return is { IsCompleted: false } ? _return : Task.Run(LoadAsync, CancellationToken.None);
            return _return.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Lets the session leave memory, unless it is in use.</summary>
    /// <returns>The session, to be disposed by the caller; null when it stays, or is not there.</returns>
    public InferenceSession? TryLeave()
    {
        lock (_lock)
        {
            // Who comes in is counted first and looks then, so either it is seen here, or it sees that the session is gone.
            if (Reopen is null || Interlocked.Exchange(ref _session, null) is not { } session)
            {
                return null;
            }

            if (userCount() > 0)
            {
                Volatile.Write(ref _session, session);
                return null;
            }

            return session;
        }
    }

    /// <summary>Frees the session for good; nobody uses it any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            Interlocked.Exchange(ref _session, null)?.Dispose();
            _isClosed = true;
        }
    }

    /// <summary>Gives the session away; the slot is closed then.</summary>
    public InferenceSession Detach()
    {
        lock (_lock)
        {
            _isClosed = true;
            return Interlocked.Exchange(ref _session, null) ?? throw new InvalidOperationException("There is no session to give away.");
        }
    }

    private async Task LoadAsync()
    {
        var session = await Reopen!();
        lock (_lock)
        {
            if (_isClosed)
            {
                session.Dispose();
                return;
            }

            Volatile.Write(ref _session, session);
        }
    }
}
