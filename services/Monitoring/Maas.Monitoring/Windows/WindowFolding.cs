using Maas.Storage.Database;
using Microsoft.Extensions.Logging;

namespace Maas.Monitoring.Windows;

/// <summary>Puts old minutes together to hours, and old hours to days. Thread-safe.</summary>
internal sealed partial class WindowFolding(MonitoringDatabase database, ILogger<WindowFolding> logger)
{
    // Few enough that batches do not wait for long behind one fold.
    private const int RowsPerFold = 200;

    /// <summary>Folds what began in spans that are over.</summary>
    /// <param name="fromSpan">Span of the windows that are folded, in minutes.</param>
    /// <param name="toSpan">Span of what they become, a multiple.</param>
    /// <param name="before">Minute, a multiple of <paramref name="toSpan"/>: windows that begin earlier are folded.</param>
    /// <param name="cancellationToken">Stops between two folds; each is whole.</param>
    /// <returns>How many windows went.</returns>
    public async Task<int> FoldAsync(long fromSpan, long toSpan, long before, CancellationToken cancellationToken)
    {
        var folded = 0;
        while (true)
        {
            var count = await database.WriteAsync(session => FoldOnceAsync(session, fromSpan, toSpan, before), cancellationToken);
            folded += count;
            if (count < RowsPerFold)
            {
                return folded;
            }
        }
    }

    private async Task<int> FoldOnceAsync(DatabaseSession session, long fromSpan, long toSpan, long before)
    {
        var rows = await session.QueryAsync<Row>(
            """
            SELECT monitor_id AS MonitorId, model_version AS ModelVersion, slice AS Slice, minute AS Minute, content AS Content FROM windows
            WHERE span_minutes = @fromSpan AND minute < @before ORDER BY minute LIMIT @RowsPerFold
            """,
            new { fromSpan, before, RowsPerFold });
        var sums = new Dictionary<WindowKey, WindowContent>();
        foreach (var row in rows)
        {
            var key = new WindowKey(row.MonitorId, row.ModelVersion, row.Minute - (row.Minute % toSpan), row.Slice);
            try
            {
                var content = StoredWindow.Read(row.Content);
                if (sums.TryGetValue(key, out var sum))
                {
                    sum.Merge(content);
                }
                else
                {
                    sums[key] = content;
                }
            }
            catch (Exception exception) when (exception is InvalidDataException or ArgumentException)
            {
                // It can be read by nobody, and must not keep all others from being folded.
                LogDamaged(row.MonitorId, row.ModelVersion, row.Slice, Minutes.BeginOf(row.Minute), exception);
            }

            await session.ExecuteAsync(
                """
                DELETE FROM windows WHERE monitor_id = @MonitorId AND model_version = @ModelVersion AND slice = @Slice
                AND span_minutes = @fromSpan AND minute = @Minute
                """,
                new { row.MonitorId, row.ModelVersion, row.Slice, fromSpan, row.Minute });
        }

        foreach (var (key, content) in sums)
        {
            await WindowStore.MergeAsync(session, key, toSpan, content);
        }

        return rows.Count;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error,
        Message = "The window of {MonitorId}, {ModelVersion}, slice '{Slice}' at {Time} is damaged and was deleted.")]
    private partial void LogDamaged(string monitorId, string modelVersion, string slice, DateTimeOffset time, Exception exception);

    private sealed record Row(string MonitorId, string ModelVersion, string Slice, long Minute, byte[] Content);
}
