namespace Maas.Monitoring.Windows;

/// <summary>How finely time is kept: by the minute, then by the hour, then by the day.</summary>
/// <param name="MinuteRetention">How long by the minute.</param>
/// <param name="HourRetention">How long by the hour.</param>
internal sealed record WindowTiers(TimeSpan MinuteRetention, TimeSpan HourRetention)
{
    /// <summary>By the minute throughout.</summary>
    public static WindowTiers Finest { get; } = new(TimeSpan.FromDays(36_525), TimeSpan.FromDays(36_525));

    public const long Hour = 60;
    public const long Day = 24 * Hour;

    /// <summary>Windows of a minute that begin earlier are folded into hours.</summary>
    public long MinutesBefore(DateTimeOffset now) => Whole(now - MinuteRetention, Hour);

    /// <summary>Windows of an hour that begin earlier are folded into days.</summary>
    public long HoursBefore(DateTimeOffset now) => Whole(now - HourRetention, Day);

    /// <summary>Minutes of a window that begins at a minute.</summary>
    public long SpanAt(long minute, DateTimeOffset now) => minute < HoursBefore(now) ? Day : minute < MinutesBefore(now) ? Hour : 1;

    private static long Whole(DateTimeOffset time, long span) => Minutes.Of(time) / span * span;
}
