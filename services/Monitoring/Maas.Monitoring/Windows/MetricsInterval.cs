using Maas.Errors;

namespace Maas.Monitoring.Windows;

/// <summary>Which minutes a query is about, and how they are cut into windows.</summary>
/// <param name="Begin">First minute.</param>
/// <param name="End">Minute after the last.</param>
/// <param name="WindowMinutes">Length of a window; the last one may be cut off at the end.</param>
internal sealed record MetricsInterval(long Begin, long End, long WindowMinutes)
{
    /// <summary>Windows of one answer at most.</summary>
    public const int MaxWindows = 10_000;

    // As long as any interval, and far from the end of the numbers.
    private const long Whole = long.MaxValue / 4;

    private static readonly TimeSpan DefaultLength = TimeSpan.FromHours(1);

    /// <summary>Whether it is to be widened to what is kept, before anything is read.</summary>
    public bool FollowsKept { get; init; }

    /// <summary>Checks what a caller asked for. The interval is widened to whole minutes, and <see cref="FollowsKept"/>.</summary>
    /// <param name="startTime">Null means one hour before the end.</param>
    /// <param name="endTime">Null means now.</param>
    /// <param name="window">Null means one window.</param>
    /// <param name="retention">How far back there is anything.</param>
    /// <param name="now">The time now.</param>
    /// <exception cref="MaasException"><c>INTERVAL_INVALID</c>.</exception>
    public static MetricsInterval Parse(
        DateTimeOffset? startTime, DateTimeOffset? endTime, TimeSpan? window, TimeSpan retention, DateTimeOffset now)
    {
        var end = endTime ?? now;
        var start = startTime ?? (end - DateTimeOffset.MinValue > DefaultLength ? end - DefaultLength : end);
        if (start >= end)
        {
            throw MonitoringErrors.IntervalInvalid(start, end, "the start must be before the end.");
        }

        if (end - start > retention)
        {
            throw MonitoringErrors.IntervalInvalid(
                start, end, $"it is longer than what is kept, {retention.TotalDays:0.##} days.");
        }

        if (window is { } length && (length < TimeSpan.FromMinutes(1) || length.Ticks % TimeSpan.TicksPerMinute != 0))
        {
            throw MonitoringErrors.IntervalInvalid(
                start, end, $"a window must be a whole number of minutes, 1 or more; got {length.TotalSeconds:0.###} s.");
        }

        return new MetricsInterval(Minutes.Of(start), Minutes.AfterOrAt(end), window?.Ticks / TimeSpan.TicksPerMinute ?? Whole) { FollowsKept = true };
    }

    /// <summary>
    /// Widens the interval to the hours and days that reach into it, and its windows to whole ones of the longest, so that none of them is in two windows. All of
    /// them are as long as in the oldest part.
    /// </summary>
    /// <exception cref="MaasException"><c>INTERVAL_INVALID</c>: there are too many windows.</exception>
    public MetricsInterval Over(WindowSpans kept)
    {
        var widened = new MetricsInterval(
            Minutes.SpanBegin(Begin, kept.Longest), Math.Max(End, kept.LastEnd), -Minutes.SpanBegin(-WindowMinutes, kept.Longest));
        return widened.WindowCount <= MaxWindows
            ? widened
            : throw MonitoringErrors.IntervalInvalid(
                Minutes.BeginOf(Begin), Minutes.BeginOf(End), $"it has {widened.WindowCount} windows, at most {MaxWindows} are answered.");
    }

    public long WindowCount => (End - Begin + WindowMinutes - 1) / WindowMinutes;

    /// <summary>First minute of the window that holds a minute.</summary>
    public long WindowBegin(long minute) => minute - ((minute - Begin) % WindowMinutes);

    /// <summary>Minute after the last of the window that begins at a minute.</summary>
    public long WindowEnd(long windowBegin) => Math.Min(windowBegin + WindowMinutes, End);
}
