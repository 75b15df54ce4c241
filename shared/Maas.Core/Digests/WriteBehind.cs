using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Maas.Digests;

/// <summary>
/// Brings a growing file to disk while more of it comes, so that little is left for the flush at its end. On Linux; other
/// systems do all of it at the end. Not thread-safe.
/// </summary>
/// <remarks>
/// The system is asked to begin and no more: a flush in between waits for the file system's journal, and whoever appends
/// meanwhile waits as well (measured on uploads of a GiB: 1.85 s with flushes, 1.67 s without).
/// </remarks>
/// <param name="file">Must stay open until <see cref="FinishAsync"/> or <see cref="WaitAsync"/> has ended.</param>
public sealed partial class WriteBehind(SafeFileHandle file)
{
    private const int StepBytes = 16 << 20;

    /// <summary>SYNC_FILE_RANGE_WRITE of sync_file_range(2): begin with all that is not on its way yet, wait for nothing.</summary>
    private const uint Begin = 2;

    private long _waiting;
    private Task _beginning = Task.CompletedTask;

    /// <summary>So much was written.</summary>
    public void Wrote(int bytes)
    {
        _waiting += bytes;
        if (_waiting >= StepBytes && _beginning.IsCompleted && OperatingSystem.IsLinux())
        {
            _waiting = 0;

            // It may wait for room in the queue of the disk. What goes wrong is told by the flush at the end.
            _beginning = Task.Run(() => BeginWriting(file, offset: 0, count: 0, Begin));
        }
    }

    /// <summary>When this has ended, all that was written is on disk.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public async Task FinishAsync()
    {
        await _beginning;
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Waits until nothing here uses the file any more, and brings no more of it to disk.</summary>
    public Task WaitAsync() => _beginning;

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int BeginWriting(SafeFileHandle file, long offset, long count, uint flags);
}
