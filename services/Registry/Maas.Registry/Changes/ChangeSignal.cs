namespace Maas.Registry.Changes;

/// <summary>Wakes watches when something was committed. Thread-safe.</summary>
internal sealed class ChangeSignal
{
    private volatile TaskCompletionSource _next = Create();

    /// <summary>Ends at the next commit. Take it before looking, wait for it after: so no commit goes unseen.</summary>
    public Task Next => _next.Task;

    /// <summary>Something was committed.</summary>
    public void Raise() => Interlocked.Exchange(ref _next, Create()).SetResult();

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
