using Microsoft.Win32.SafeHandles;

namespace Maas.Digests;

/// <summary>
/// Brings a growing file to disk while more of it comes, so that little is left for the flush at its end. Not thread-safe.
/// </summary>
/// <param name="file">Must stay open until <see cref="FinishAsync"/> or <see cref="WaitAsync"/> has ended.</param>
public sealed class WriteBehind(SafeFileHandle file)
{
    /// <summary>A GiB is flushed in 16 steps: few, and the last one is short.</summary>
    private const int StepBytes = 64 << 20;

    private long _waiting;
    private Task _flushing = Task.CompletedTask;

    /// <summary>So much was written.</summary>
    /// <exception cref="IOException">An earlier flush failed: the system tells that once, and forgets it.</exception>
    public async ValueTask WroteAsync(int bytes)
    {
        _waiting += bytes;
        if (_waiting >= StepBytes && _flushing.IsCompleted)
        {
            await _flushing;
            _waiting = 0;
            _flushing = Task.Run(() => RandomAccess.FlushToDisk(file));
        }
    }

    /// <summary>When this has ended, all that was written is on disk.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public async Task FinishAsync()
    {
        await _flushing;
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Waits for the flush that runs, and begins no other.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public Task WaitAsync() => _flushing;
}
