using Maas.Errors;
using Maas.Monitoring.Baselines;
using Maas.Monitoring.Monitors;
using Maas.Storage.Database;

namespace Maas.Monitoring.Windows;

/// <summary>Adds windows up and compares them with the baseline. Thread-safe.</summary>
internal sealed class MetricsReader(
    MonitoringDatabase database, BaselineStore baselines, MonitoringMetrics metrics, TimeProvider clock)
{
    // Rows are read in parts of a day, so that a month of minutes is never in memory at once.
    private const long MinutesPerRead = 24 * 60;

    // Unpacked at once.
    private const int RowsAtOnce = 32;

    // Of all windows of an answer: a few seconds of tests, and far below the largest message.
    private const long MaxComparisons = 100_000;

    /// <summary>
    /// One window per version, slice and part of the interval that holds anything, by time, then by version, then by slice.
    /// </summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: there is no such monitor.</exception>
    public async Task<IReadOnlyList<MetricsWindow>> QueryAsync(
        string monitorId, VersionName? onlyVersion, SliceFilter slices, MetricsInterval interval, CancellationToken cancellationToken)
    {
        var begin = clock.GetTimestamp();
        var (kept, monitor, profiles, sums) = await database.ReadAsync(
            async session =>
            {
                var kept = interval.FollowsKept
                    ? interval.Over(await WindowStore.SpansAsync(session, monitorId, interval.Begin, interval.End))
                    : interval;
                var monitor = await MonitorStore.GetAsync(session, monitorId);
                var sums = await SumAsync(session, monitorId, onlyVersion?.ToString() ?? "", slices, kept);
                return (kept, monitor, await FindBaselinesAsync(session, monitor, sums.Keys.Select(key => key.ModelVersion)), sums);
            },
            cancellationToken);

        // Tests take time: not in a session, of which there are few.
        var report = new WindowReport(monitor.Settings, profiles, clock.GetUtcNow());
        var windows = new List<MetricsWindow>(sums.Count);
        foreach (var ((first, version, slice), content) in sums
            .OrderBy(sum => sum.Key.Begin)
            .ThenBy(sum => VersionName.Parse(sum.Key.ModelVersion))
            .ThenBy(sum => sum.Key.Slice, StringComparer.Ordinal))
        {
            windows.Add(report.Of(
                version, slice, Minutes.BeginOf(first), Minutes.BeginOf(kept.WindowEnd(first)), content, cancellationToken));
        }

        metrics.Answered(clock.GetElapsedTime(begin));
        return windows;
    }

    /// <summary>Minutes of the window that holds a minute of a monitor: 1, an hour or a day.</summary>
    public async Task<long> SpanAtAsync(string monitorId, long minute, CancellationToken cancellationToken) =>
        (await database.ReadAsync(session => WindowStore.SpansAsync(session, monitorId, minute, minute + 1), cancellationToken)).Longest;

    /// <summary>Windows of a number of samples that began in the interval, by version, then by slice, then by number.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: there is no such monitor.</exception>
    public async Task<IReadOnlyList<MetricsWindow>> QueryByCountAsync(
        string monitorId, VersionName? onlyVersion, SliceFilter slices, MetricsInterval interval, CancellationToken cancellationToken)
    {
        var begin = clock.GetTimestamp();
        var (monitor, profiles, rows) = await database.ReadAsync(
            async session =>
            {
                var monitor = await MonitorStore.GetAsync(session, monitorId);
                var rows = await CountWindowStore.ListAsync(
                    session, monitorId, onlyVersion?.ToString() ?? "", slices, interval.Begin, interval.End, MetricsInterval.MaxWindows + 1);
                return (monitor, await FindBaselinesAsync(session, monitor, rows.Select(row => row.ModelVersion)), rows);
            },
            cancellationToken);
        if (rows.Count > MetricsInterval.MaxWindows)
        {
            throw TooMuch(interval, $"more than {MetricsInterval.MaxWindows} windows began in it");
        }

        var (report, comparisons, windows) = (new WindowReport(monitor.Settings, profiles, clock.GetUtcNow()), 0L, new List<MetricsWindow>(rows.Count));
        var sharing = rows.CountBy(row => (row.ModelVersion, row.Slice, row.BeginMinute)).ToDictionary();
        foreach (var row in rows)
        {
            var content = StoredWindow.Read(row.Content);
            comparisons += content.Features?.Length ?? 0;
            CheckSize(windows.Count, comparisons, interval);
            windows.Add(report.OfCount(row, content, sharing[(row.ModelVersion, row.Slice, row.BeginMinute)], cancellationToken));
        }

        metrics.Answered(clock.GetElapsedTime(begin));
        return windows;
    }

    private static async Task<Dictionary<(long Begin, string ModelVersion, string Slice), WindowContent>> SumAsync(
        DatabaseSession session, string monitorId, string modelVersion, SliceFilter slices, MetricsInterval interval)
    {
        var (sums, comparisons) = (new Dictionary<(long Begin, string ModelVersion, string Slice), WindowContent>(), 0L);
        for (var begin = interval.Begin; begin < interval.End; begin += MinutesPerRead)
        {
            var end = Math.Min(begin + MinutesPerRead, interval.End);
            var rows = await WindowStore.ListAsync(session, monitorId, modelVersion, slices, begin, end);
            foreach (var (row, content) in rows.Chunk(RowsAtOnce).SelectMany(Unpack))
            {
                var key = (interval.WindowBegin(row.Minute), row.ModelVersion, row.Slice);
                if (sums.TryGetValue(key, out var sum))
                {
                    sum.Merge(content);
                }
                else
                {
                    sums[key] = content;
                    comparisons += content.Features?.Length ?? 0;
                    CheckSize(sums.Count, comparisons, interval);
                }
            }
        }

        return sums;
    }

    // On all processors: most of the time of a large answer goes here.
    private static (WindowRow Row, WindowContent Content)[] Unpack(WindowRow[] rows)
    {
        var unpacked = new (WindowRow Row, WindowContent Content)[rows.Length];
        Parallel.For(0, rows.Length, i => unpacked[i] = (rows[i], StoredWindow.Read(rows[i].Content)));
        return unpacked;
    }

    private async Task<Dictionary<string, BaselineProfile?>> FindBaselinesAsync(
        DatabaseSession session, DeploymentMonitor monitor, IEnumerable<string> modelVersions)
    {
        var (profiles, wanted) = (new Dictionary<string, BaselineProfile?>(), modelVersions.ToHashSet(StringComparer.Ordinal));
        foreach (var version in monitor.Versions.Where(version => wanted.Contains(version.ModelVersion)))
        {
            profiles[version.ModelVersion] = await baselines.FindAsync(session, version);
        }

        return profiles;
    }

    // As they come, before all are in memory.
    private static void CheckSize(int windows, long comparisons, MetricsInterval interval)
    {
        if (windows > MetricsInterval.MaxWindows)
        {
            throw TooMuch(interval, $"it has more than {MetricsInterval.MaxWindows} windows of versions and slices");
        }

        if (comparisons > MaxComparisons)
        {
            throw TooMuch(interval, $"its windows have more than {MaxComparisons} features to compare");
        }
    }

    private static MaasException TooMuch(MetricsInterval interval, string problem) => MonitoringErrors.IntervalInvalid(
        Minutes.BeginOf(interval.Begin), Minutes.BeginOf(interval.End), $"{problem}. Ask for longer windows, a shorter time or fewer slices.");
}
