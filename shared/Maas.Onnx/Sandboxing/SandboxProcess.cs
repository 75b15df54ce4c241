using System.Diagnostics;
using System.Globalization;

namespace Maas.Onnx.Sandboxing;

/// <summary>
/// One process in the sandbox, from its start to its end. Blocks the thread it is called on: Linux kills the process
/// when that thread ends, so it must not be one that others use.
/// </summary>
internal sealed class SandboxProcess(SandboxOptions options, TimeProvider clock)
{
    private const int PollMilliseconds = 20;

    // What may still be in the pipes once the process is gone.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(1);

    private readonly SandboxOutput _output = new();
    private long _peak;

    /// <summary>Runs it to its end. It is gone when this returns, whatever happens.</summary>
    /// <exception cref="OperationCanceledException">It was killed.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public SandboxEnd Run(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Process.Start(start)!;
        var reading = Task.WhenAll(
            _output.ReadReportsAsync(process.StandardOutput), _output.ReadErrorsAsync(process.StandardError));
        try
        {
            var killed = Watch(process, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            reading.Wait(DrainTimeout, CancellationToken.None);
            return new SandboxEnd(killed, process.ExitCode, _peak, _output.Reports, _output.Errors);
        }
        finally
        {
            Kill(process);
        }
    }

    private SandboxOutcome? Watch(Process process, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (!process.WaitForExit(PollMilliseconds))
        {
            _peak = Math.Max(_peak, ReadMemory(process));
            SandboxOutcome? outcome =
                _peak > options.MemoryBytes ? SandboxOutcome.OutOfMemory
                : clock.GetElapsedTime(began) > options.WallTime ? SandboxOutcome.TimedOut
                : null;
            if (outcome is not null || cancellationToken.IsCancellationRequested)
            {
                Kill(process);
                return outcome;
            }
        }

        return null;
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    private static long ReadMemory(Process process)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                var statm = File.ReadAllText($"/proc/{process.Id}/statm").Split(' ');
                return long.Parse(statm[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
            }

            process.Refresh();
            return process.WorkingSet64;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // It has ended in between.
            return 0;
        }
    }
}

/// <summary>How a process in the sandbox ended.</summary>
/// <param name="Killed">Why the launcher killed it; null when it ended by itself.</param>
/// <param name="ExitCode">128 and the signal's number when a signal ended it.</param>
/// <param name="PeakMemoryBytes">The most it was seen to hold.</param>
/// <param name="Reports">What it said, oldest first.</param>
/// <param name="Errors">The end of what it wrote for people.</param>
internal sealed record SandboxEnd(
    SandboxOutcome? Killed, int ExitCode, long PeakMemoryBytes, IReadOnlyList<SandboxReport> Reports, string Errors);
