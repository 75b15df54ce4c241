using Maas.Errors;
using Maas.Monitoring.Baselines;
using Maas.Monitoring.Drift;
using Maas.Monitoring.Monitors;
using Maas.Storage.Database;

namespace Maas.Monitoring.Windows;

/// <summary>Adds windows up and compares them with the baseline. Thread-safe.</summary>
internal sealed class MetricsReader(
    MonitoringDatabase database, BaselineStore baselines, MonitoringMetrics metrics, TimeProvider clock)
{
    // Rows are read in parts of a day, so that a month of minutes is never in memory at once.
    private const long MinutesPerRead = 24 * 60;

    // Of all windows of an answer: a few seconds of tests, and far below the largest message.
    private const long MaxComparisons = 100_000;

    /// <summary>One window per version and part of the interval that holds anything, by time, then by version.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: there is no such monitor.</exception>
    public async Task<IReadOnlyList<MetricsWindow>> QueryAsync(
        string monitorId, VersionName? onlyVersion, SliceFilter slices, MetricsInterval interval, CancellationToken cancellationToken)
    {
        var begin = clock.GetTimestamp();
        var (monitor, profiles, sums) = await database.ReadAsync(
            async session =>
            {
                var monitor = await MonitorStore.GetAsync(session, monitorId);
                return (
                    monitor, await FindBaselinesAsync(session, monitor),
                    await SumAsync(session, monitorId, onlyVersion?.ToString() ?? "", interval));
            },
            cancellationToken);

        var comparisons = sums.Sum(sum => (long)(sum.Value.Features?.Length ?? 0));
        if (comparisons > MaxComparisons)
        {
            throw MonitoringErrors.IntervalInvalid(
                Minutes.BeginOf(interval.Begin), Minutes.BeginOf(interval.End),
                $"its windows have {comparisons} features to compare, at most {MaxComparisons} are answered. Ask for longer windows or a shorter time.");
        }

        // Tests take time: not in a session, of which there are few.
        var windows = Compare(monitor.DriftSettings, profiles, sums, interval, cancellationToken);
        metrics.Answered(clock.GetElapsedTime(begin));
        return windows;
    }

    private static async Task<Dictionary<(long Begin, string ModelVersion), WindowContent>> SumAsync(
        DatabaseSession session, string monitorId, string modelVersion, MetricsInterval interval)
    {
        var sums = new Dictionary<(long Begin, string ModelVersion), WindowContent>();
        for (var begin = interval.Begin; begin < interval.End; begin += MinutesPerRead)
        {
            var end = Math.Min(begin + MinutesPerRead, interval.End);
            foreach (var row in await WindowStore.ListAsync(session, monitorId, modelVersion, begin, end))
            {
                var key = (interval.WindowBegin(row.Minute), row.ModelVersion);
                var content = StoredWindow.Read(row.ContentJson);
                if (sums.TryGetValue(key, out var sum))
                {
                    sum.Merge(content);
                }
                else
                {
                    sums[key] = content;
                }
            }
        }

        return sums;
    }

    private async Task<Dictionary<string, BaselineProfile?>> FindBaselinesAsync(DatabaseSession session, DeploymentMonitor monitor)
    {
        var profiles = new Dictionary<string, BaselineProfile?>();
        foreach (var version in monitor.Versions)
        {
            profiles[version.ModelVersion] = await baselines.FindAsync(session, version);
        }

        return profiles;
    }

    private static List<MetricsWindow> Compare(
        DriftSettings settings, Dictionary<string, BaselineProfile?> profiles,
        Dictionary<(long Begin, string ModelVersion), WindowContent> sums, MetricsInterval interval,
        CancellationToken cancellationToken)
    {
        var windows = new List<MetricsWindow>(sums.Count);
        foreach (var ((first, version), content) in sums.OrderBy(sum => sum.Key.Begin).ThenBy(sum => VersionName.Parse(sum.Key.ModelVersion)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = Minutes.BeginOf(first);
            var end = Minutes.BeginOf(interval.WindowEnd(first));
            windows.Add(new MetricsWindow
            {
                ModelVersion = version,
                StartTime = start,
                EndTime = end,
                Content = content,
                HasBaseline = profiles.GetValueOrDefault(version) is not null,
                Drift = content.Features is { } features && profiles.GetValueOrDefault(version) is { } baseline
                    ? DriftReport.Of(baseline, features, settings, end - start, cancellationToken)
                    : null,
            });
        }

        return windows;
    }
}
