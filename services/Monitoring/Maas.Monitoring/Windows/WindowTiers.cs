namespace Maas.Monitoring.Windows;

/// <summary>
/// How finely time is to be kept: by the minute, then by the hour, then by the day. What is kept already may be longer, as these change: see <see cref="WindowSpans"/>.
/// </summary>
/// <param name="MinuteRetention">How long by the minute.</param>
/// <param name="HourRetention">How long by the hour.</param>
internal sealed record WindowTiers(TimeSpan MinuteRetention, TimeSpan HourRetention)
{
    public const long Hour = 60;
    public const long Day = 24 * Hour;

    /// <summary>Windows of a minute that begin earlier are folded into hours.</summary>
    public long MinutesBefore(DateTimeOffset now) => Whole(now - MinuteRetention, Hour);

    /// <summary>Windows of an hour that begin earlier are folded into days.</summary>
    public long HoursBefore(DateTimeOffset now) => Whole(now - HourRetention, Day);

    private static long Whole(DateTimeOffset time, long span) => Minutes.Of(time) / span * span;
}
