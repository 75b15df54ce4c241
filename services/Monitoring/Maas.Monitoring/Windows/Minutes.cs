namespace Maas.Monitoring.Windows;

/// <summary>Whole minutes since 1970-01-01 UTC: how time is cut into windows.</summary>
internal static class Minutes
{
    /// <summary>The minute that holds a time.</summary>
    public static long Of(DateTimeOffset time) =>
        (time.UtcTicks / TimeSpan.TicksPerMinute) - (DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerMinute);

    /// <summary>The first minute that does not begin before a time.</summary>
    public static long AfterOrAt(DateTimeOffset time) => BeginOf(Of(time)) == time ? Of(time) : Of(time) + 1;

    /// <summary>The first minute of the span that holds a minute; spans begin at its multiples.</summary>
    public static long SpanBegin(long minute, long span) => minute - (((minute % span) + span) % span);

    /// <summary>When a minute begins.</summary>
    public static DateTimeOffset BeginOf(long minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute);
}
