namespace Maas.Monitoring.Alerts;

/// <summary>Wakes those who wait for alerts, messages and actions when something was committed. Thread-safe.</summary>
internal sealed class AlertSignal
{
    private volatile TaskCompletionSource _next = Create();

    /// <summary>Ends at the next commit. Take it before looking, wait for it after: so no commit goes unseen.</summary>
    public Task Next => _next.Task;

    /// <summary>Something was committed.</summary>
    public void Raise() => Interlocked.Exchange(ref _next, Create()).SetResult();

    /// <summary>Waits for a commit, at most for a time: another process may have committed, who wakes nobody here.</summary>
    public static async Task WaitAsync(Task next, TimeSpan longest, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(longest, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Time to look all the same.
        }
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
