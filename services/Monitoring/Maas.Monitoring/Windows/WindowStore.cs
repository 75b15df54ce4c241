using Maas.Storage.Database;

namespace Maas.Monitoring.Windows;

/// <summary>The windows of time, of one minute each, the older ones of an hour or a day. All methods run in a transaction of the caller.</summary>
internal static class WindowStore
{
    /// <summary>Adds to a window of a minute, which is made when it is not there. A minute that was folded into an hour is folded again by the next sweep.</summary>
    public static Task MergeAsync(DatabaseSession session, WindowKey key, WindowContent content) => MergeAsync(session, key, spanMinutes: 1, content);

    /// <summary>Adds to a window of a span.</summary>
    public static async Task MergeAsync(DatabaseSession session, WindowKey key, long spanMinutes, WindowContent content)
    {
        var known = await session.FindAsync<byte[]>(
            """
            SELECT content FROM windows WHERE monitor_id = @MonitorId AND minute = @Minute AND span_minutes = @spanMinutes
            AND model_version = @ModelVersion AND slice = @Slice
            """,
            new { key.MonitorId, key.Minute, spanMinutes, key.ModelVersion, key.Slice });
        if (known is not null)
        {
            content.Merge(StoredWindow.Read(known));
        }

        await session.ExecuteAsync(
            """
            INSERT INTO windows (monitor_id, model_version, slice, span_minutes, minute, content)
            VALUES (@MonitorId, @ModelVersion, @Slice, @spanMinutes, @Minute, @bytes)
            ON CONFLICT (monitor_id, minute, span_minutes, model_version, slice) DO UPDATE SET content = excluded.content
            """,
            new { key.MonitorId, key.ModelVersion, key.Slice, spanMinutes, key.Minute, bytes = StoredWindow.Write(content) });
    }

    /// <summary>How long those windows of a monitor are that reach into [begin, end) minutes: what was folded once stays so, whatever the settings say now.</summary>
    public static Task<WindowSpans> SpansAsync(DatabaseSession session, string monitorId, long begin, long end) =>
        session.GetAsync<WindowSpans>(
            """
            SELECT COALESCE(MAX(span_minutes), 1) AS Longest, COALESCE(MAX(minute + span_minutes), @begin) AS LastEnd FROM (
                SELECT minute, span_minutes FROM windows
                WHERE monitor_id = @monitorId AND minute >= @hour AND minute < @end AND span_minutes > 1
                UNION ALL
                SELECT minute, span_minutes FROM windows WHERE monitor_id = @monitorId AND minute = @day AND span_minutes > 1) AS kept
            """,
            new
            {
                monitorId, begin, end, hour = Minutes.SpanBegin(begin, WindowTiers.Hour), day = Minutes.SpanBegin(begin, WindowTiers.Day),
            });

    /// <summary>Windows of a monitor that begin in [begin, end) minutes, by time.</summary>
    /// <param name="session">The transaction to read in.</param>
    /// <param name="monitorId">Last segment of the monitor's name.</param>
    /// <param name="modelVersion">Only this version; empty for all.</param>
    /// <param name="slices">Which slices.</param>
    /// <param name="begin">First minute.</param>
    /// <param name="end">Minute after the last.</param>
    public static Task<IReadOnlyList<WindowRow>> ListAsync(
        DatabaseSession session, string monitorId, string modelVersion, SliceFilter slices, long begin, long end) =>
        session.QueryAsync<WindowRow>(
            """
            SELECT model_version AS ModelVersion, slice AS Slice, minute AS Minute, content AS Content FROM windows
            WHERE monitor_id = @monitorId AND minute >= @begin AND minute < @end
            AND (@modelVersion = '' OR model_version = @modelVersion) AND (@slice = '*' OR slice = @slice)
            ORDER BY minute
            """,
            new { monitorId, modelVersion, slice = slices.Text, begin, end });
}

/// <summary>One window as it is kept.</summary>
internal sealed record WindowRow(string ModelVersion, string Slice, long Minute, byte[] Content);

/// <summary>How long some windows are.</summary>
/// <param name="Longest">Minutes of the longest of them: 1, an hour or a day.</param>
/// <param name="LastEnd">Minute after the last of those that are longer than one; when there are none, a minute before them all.</param>
internal sealed record WindowSpans(long Longest, long LastEnd);
