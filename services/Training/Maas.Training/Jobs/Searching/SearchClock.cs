namespace Maas.Training.Jobs.Searching;

/// <summary>
/// The time of a search: on the wall, from the moment a worker takes its first trial, whatever comes between. Not thread-safe.
/// </summary>
/// <param name="time">Where time comes from.</param>
/// <param name="start">When that was; null when it was not yet.</param>
internal sealed class SearchClock(TimeProvider time, DateTimeOffset? start)
{
    /// <summary>When the first trial was taken; null before.</summary>
    public DateTimeOffset? StartTime { get; private set; } = start;

    /// <summary>Time spent so far; zero before the start.</summary>
    public TimeSpan Elapsed => StartTime is { } began && time.GetUtcNow() is var now && now > began ? now - began : TimeSpan.Zero;

    /// <summary>Whether it goes.</summary>
    public bool IsGoing => StartTime is not null;

    /// <summary>Begins.</summary>
    public void Start(DateTimeOffset at) => StartTime ??= at;

    /// <summary>A token that is cancelled after a time, by this clock; never when there is none, or a very long one.</summary>
    public CancellationTokenSource TokenAfter(TimeSpan? after) =>
        after is { } length && length > TimeSpan.Zero && length < LongestWait ? new CancellationTokenSource(length, time) : new CancellationTokenSource();

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);
}
