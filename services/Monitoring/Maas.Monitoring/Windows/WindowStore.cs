using Maas.Storage.Database;

namespace Maas.Monitoring.Windows;

/// <summary>The windows of one minute each. All methods run in a transaction of the caller.</summary>
internal static class WindowStore
{
    /// <summary>Adds to a window, which is made when it is not there.</summary>
    public static async Task MergeAsync(DatabaseSession session, WindowKey key, WindowContent content)
    {
        var known = await session.FindAsync<string>(
            """
            SELECT content_json FROM metric_windows
            WHERE monitor_id = @MonitorId AND minute = @Minute AND model_version = @ModelVersion
            """,
            key);
        if (known is not null)
        {
            content.Merge(StoredWindow.Read(known));
        }

        await session.ExecuteAsync(
            """
            INSERT INTO metric_windows (monitor_id, model_version, minute, content_json)
            VALUES (@MonitorId, @ModelVersion, @Minute, @json)
            ON CONFLICT (monitor_id, minute, model_version) DO UPDATE SET content_json = excluded.content_json
            """,
            new { key.MonitorId, key.ModelVersion, key.Minute, json = StoredWindow.Write(content) });
    }

    /// <summary>Windows of a monitor in [begin, end) minutes, by time.</summary>
    /// <param name="session">The transaction to read in.</param>
    /// <param name="monitorId">Last segment of the monitor's name.</param>
    /// <param name="modelVersion">Only this version; empty for all.</param>
    /// <param name="begin">First minute.</param>
    /// <param name="end">Minute after the last.</param>
    public static Task<IReadOnlyList<WindowRow>> ListAsync(
        DatabaseSession session, string monitorId, string modelVersion, long begin, long end) =>
        session.QueryAsync<WindowRow>(
            """
            SELECT model_version AS ModelVersion, minute AS Minute, content_json AS ContentJson FROM metric_windows
            WHERE monitor_id = @monitorId AND minute >= @begin AND minute < @end
            AND (@modelVersion = '' OR model_version = @modelVersion)
            ORDER BY minute
            """,
            new { monitorId, modelVersion, begin, end });
}

/// <summary>One window as it is kept.</summary>
internal sealed record WindowRow(string ModelVersion, long Minute, string ContentJson);
