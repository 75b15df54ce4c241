using System.Diagnostics;

namespace Maas.Processes;

/// <summary>
/// Runs child processes from start to end. Their standard input is held open: should this process die, a child that watches
/// its input sees that and ends too. Thread-safe.
/// </summary>
public sealed class ChildProcess(TimeProvider clock)
{
    private const int MaxErrorLines = 40;

    // What a child of the child may still hold open after the child itself is gone.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    // Filling a gigabyte takes about as long.
    private static readonly TimeSpan MemoryInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs a program to its end. When cancelled, it is killed with all its children before this returns.</summary>
    /// <param name="start">All streams redirected, see <see cref="CompanionProgram.StartInfo"/>.</param>
    /// <param name="onLine">Gets each line of its standard output, in order, on one thread at a time.</param>
    /// <param name="memoryLimitBytes">Resident bytes at which it is killed.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It was killed because it was asked for.</exception>
    public async Task<ChildEnd> RunAsync(
        ProcessStartInfo start, Action<string> onLine, long memoryLimitBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Start(start);
        var errors = new Queue<string>();
        var outputs = Task.WhenAll(
            ReadLinesAsync(process.StandardOutput, onLine), ReadLinesAsync(process.StandardError, line => Keep(line, errors)));
        MemoryExcess? excess;
        try
        {
            excess = await WatchAsync(process, memoryLimitBytes, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
        finally
        {
            await DrainAsync(outputs);
        }

        lock (errors)
        {
            return new ChildEnd(process.ExitCode, string.Join('\n', errors), excess);
        }
    }

    // Until its end, or until it took too much and was killed.
    private async Task<MemoryExcess?> WatchAsync(Process process, long limitBytes, CancellationToken cancellationToken)
    {
        var exited = process.WaitForExitAsync(cancellationToken);
        while (true)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var tick = Task.Delay(MemoryInterval, clock, pause.Token);
            if (await Task.WhenAny(exited, tick) == exited)
            {
                await pause.CancelAsync();
                await exited;
                return null;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (ResidentBytes(process) is var used && used > limitBytes)
            {
                process.Kill(entireProcessTree: true);
                return new MemoryExcess(limitBytes, used);
            }
        }
    }

    private static long ResidentBytes(Process process)
    {
        try
        {
            process.Refresh();
            return process.HasExited ? 0 : process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
            return 0;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new IOException($"'{start.FileName}' cannot be started: {error.Message}", error);
        }
    }

    private async Task DrainAsync(Task outputs)
    {
        try
        {
            await outputs.WaitAsync(DrainTimeout, clock);
        }
        catch (TimeoutException)
        {
            // Somebody else holds the pipe; nothing of interest can come any more.
        }
    }

    private static async Task ReadLinesAsync(StreamReader reader, Action<string> onLine)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                onLine(line);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The pipe is gone with the process.
        }
    }

    private static void Keep(string line, Queue<string> errors)
    {
        lock (errors)
        {
            errors.Enqueue(line.Length <= 1000 ? line : line[..1000]);
            if (errors.Count > MaxErrorLines)
            {
                errors.Dequeue();
            }
        }
    }
}

/// <summary>How a child process ended.</summary>
/// <param name="ExitCode">On Unix 128 + n when signal n killed it.</param>
/// <param name="ErrorTail">The last of what it wrote to its standard error.</param>
/// <param name="Excess">Why it was killed; null when it was not.</param>
public sealed record ChildEnd(int ExitCode, string ErrorTail, MemoryExcess? Excess);

/// <summary>More memory than a process may take.</summary>
/// <param name="LimitBytes">What it may take.</param>
/// <param name="UsedBytes">What it took, resident.</param>
public sealed record MemoryExcess(long LimitBytes, long UsedBytes);
