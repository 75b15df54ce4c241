using System.Diagnostics;
using System.Globalization;
using Maas.EndToEnd.Tests.Processes;

namespace Maas.EndToEnd.Tests.Transfers;

/// <summary>A client that uploads a file in a process of its own, and is watched.</summary>
internal sealed class UploadProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly Task<string> _error;
    private readonly object _gate = new();
    private TaskCompletionSource _changed = New();
    private long _offset;
    private long _sentBytes;
    private bool _ended;

    public UploadProcess(Uri address, string path, string sha256, int maxMebibytesPerSecond)
    {
        _process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [BuiltProgram.Benchmarks, "upload", $"{address}", path, sha256, maxMebibytesPerSecond.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _error = _process.StandardError.ReadToEndAsync();
        _reading = Task.Run(ReadAsync);
    }

    public int ExitCode => _process.ExitCode;

    /// <summary>What it sent, whether it arrived or not.</summary>
    public long SentBytes => Volatile.Read(ref _sentBytes);

    /// <summary>Waits until it is behind an offset, or has ended.</summary>
    public async Task ReachAsync(long offset, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_offset >= offset || _ended)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits for its end and everything it told.</summary>
    /// <returns>What it complained about.</returns>
    public async Task<string> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _reading.WaitAsync(cancellationToken);
        return await _error.WaitAsync(cancellationToken);
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            // The last line of a killed process may be half a line.
            if (line.Split(' ') is [var offset, var sent]
                && long.TryParse(offset, CultureInfo.InvariantCulture, out var at)
                && long.TryParse(sent, CultureInfo.InvariantCulture, out var bytes))
            {
                Tell(() => (_offset, _sentBytes) = (at, Math.Max(_sentBytes, bytes)));
            }
        }

        Tell(() => _ended = true);
    }

    private void Tell(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            changed = _changed;
            _changed = New();
        }

        changed.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
