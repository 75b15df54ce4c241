using System.Diagnostics;
using System.Globalization;

namespace Maas.Inference.Tests.Overload;

/// <summary>Ways to send requests.</summary>
internal static class Load
{
    /// <summary>How long a test sends: <c>MAAS_SOAK_SECONDS</c>, else 5 seconds.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("MAAS_SOAK_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 5);

    /// <summary>Closed loop: each caller sends the next request when its answer is there.</summary>
    /// <returns>Answers, and the time it took.</returns>
    public static async Task<(int Answers, TimeSpan Elapsed)> ClosedAsync(int callers, TimeSpan duration, Func<Task> call)
    {
        var answers = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                await call();
                Interlocked.Increment(ref answers);
            }
        })));
        return (answers, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Open loop: so many requests a second, however long the answers take.</summary>
    /// <returns>How each ended, and the time until all had.</returns>
    public static async Task<(T[] Calls, TimeSpan Elapsed)> OpenAsync<T>(double perSecond, TimeSpan duration, Func<Task<T>> call)
    {
        var calls = new List<Task<T>>();
        var start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < duration)
        {
            while (calls.Count < elapsed.TotalSeconds * perSecond)
            {
                calls.Add(Task.Run(call));
            }

            await timer.WaitForNextTickAsync();
        }

        return (await Task.WhenAll(calls), Stopwatch.GetElapsedTime(start));
    }
}
