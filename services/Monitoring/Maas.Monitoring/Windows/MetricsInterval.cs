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

    private static readonly TimeSpan DefaultLength = TimeSpan.FromHours(1);

    /// <summary>
    /// Checks what a caller asked for. The interval is widened to whole minutes, and to whole hours or days where time is kept by these; so are the windows.
    /// </summary>
    /// <param name="startTime">Null means one hour before the end.</param>
    /// <param name="endTime">Null means now.</param>
    /// <param name="window">Null means one window.</param>
    /// <param name="retention">How far back there is anything.</param>
    /// <param name="tiers">How finely time is kept.</param>
    /// <param name="now">The time now.</param>
    /// <exception cref="MaasException"><c>INTERVAL_INVALID</c>.</exception>
    public static MetricsInterval Parse(
        DateTimeOffset? startTime, DateTimeOffset? endTime, TimeSpan? window, TimeSpan retention, WindowTiers tiers, DateTimeOffset now)
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

        var (begin, stop) = (Minutes.Of(start), Minutes.AfterOrAt(end));
        var span = tiers.SpanAt(begin, now);
        begin = Down(begin, span);
        stop = -Down(-stop, tiers.SpanAt(stop - 1, now));
        if (window is not { } length)
        {
            return new MetricsInterval(begin, stop, stop - begin);
        }

        if (length < TimeSpan.FromMinutes(1) || length.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            throw MonitoringErrors.IntervalInvalid(
                start, end, $"a window must be a whole number of minutes, 1 or more; got {length.TotalSeconds:0.###} s.");
        }

        var minutes = length.Ticks / TimeSpan.TicksPerMinute;
        var interval = new MetricsInterval(begin, stop, -Down(-minutes, span));
        return interval.WindowCount <= MaxWindows
            ? interval
            : throw MonitoringErrors.IntervalInvalid(
                start, end, $"it has {interval.WindowCount} windows, at most {MaxWindows} are answered.");
    }

    private static long Down(long minute, long span) => minute - (((minute % span) + span) % span);

    public long WindowCount => (End - Begin + WindowMinutes - 1) / WindowMinutes;

    /// <summary>First minute of the window that holds a minute.</summary>
    public long WindowBegin(long minute) => minute - ((minute - Begin) % WindowMinutes);

    /// <summary>Minute after the last of the window that begins at a minute.</summary>
    public long WindowEnd(long windowBegin) => Math.Min(windowBegin + WindowMinutes, End);
}
