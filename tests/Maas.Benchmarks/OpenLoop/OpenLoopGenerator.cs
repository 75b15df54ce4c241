using System.Diagnostics;
using System.Runtime.InteropServices;
using Grpc.Core;

namespace Maas.Benchmarks.OpenLoop;

/// <summary>Sends requests when a schedule says so, however long the answers of others take.</summary>
internal static partial class OpenLoopGenerator
{
    /// <summary>Sends all and waits for their answers.</summary>
    /// <param name="call">
    /// One request; called on the one thread that sends, so what it does before its first wait makes the next ones late, and that shows as lag.
    /// </param>
    /// <param name="schedule">When each is sent, ascending.</param>
    /// <param name="duration">Length of the schedule.</param>
    /// <param name="patience">Time after the last sending; what has no answer then is cancelled.</param>
    /// <param name="cancellationToken">Ends it without a result.</param>
    public static async Task<OpenLoopResult> TakeAsync(
        Func<CancellationToken, Task> call, TimeSpan[] schedule, TimeSpan duration, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var calls = new Task<OpenLoopCall>[schedule.Length];
        var start = Stopwatch.GetTimestamp();
        await Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < schedule.Length; i++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    WaitUntil(schedule[i], start);
                    calls[i] = CallAsync(call, schedule[i], start, late.Token);
                }
            },
            cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        late.CancelAfter(patience);
        var ended = await Task.WhenAll(calls);
        cancellationToken.ThrowIfCancellationRequested();
        return OpenLoopResult.Of(ended, duration);
    }

    private static async Task<OpenLoopCall> CallAsync(
        Func<CancellationToken, Task> call, TimeSpan scheduled, long start, CancellationToken cancellationToken)
    {
        var sent = Stopwatch.GetElapsedTime(start);
        var status = StatusCode.OK;
        try
        {
            await call(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException failure)
        {
            status = failure.StatusCode;
        }
        catch (OperationCanceledException)
        {
            status = StatusCode.Cancelled;
        }

        return new OpenLoopCall(scheduled, sent, Stopwatch.GetElapsedTime(start), status);
    }

    // Timers of .NET have ticks of a millisecond, longer than many answers take; and a thread that spins takes a processor from the server.
    private static void WaitUntil(TimeSpan time, long start)
    {
        while (time - Stopwatch.GetElapsedTime(start) is var left && left > TimeSpan.Zero)
        {
            if (OperatingSystem.IsLinux())
            {
                var span = new TimeSpec(left.Ticks / TimeSpan.TicksPerSecond, left.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
                _ = NanoSleep(in span, 0);
            }
            else
            {
                Thread.Yield();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec time, nint left);

    /// <summary><c>struct timespec</c> of 64-bit systems.</summary>
    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
