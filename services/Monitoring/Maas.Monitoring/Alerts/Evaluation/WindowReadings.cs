using Maas.Errors;
using Maas.Monitoring.Alerts.Conditions;
using Maas.Monitoring.Monitors;
using Maas.Monitoring.Operation;
using Maas.Monitoring.Windows;

namespace Maas.Monitoring.Alerts.Evaluation;

/// <summary>What a window says to a rule.</summary>
internal sealed record PlacedReading(WindowPlace Place, Reading Reading);

/// <summary>
/// Reads the windows of one monitor for its rules; windows that several rules look at are asked for once. Not thread-safe; one per
/// step of an evaluation.
/// </summary>
internal sealed class WindowReadings(MetricsReader reader, MonitorStore monitors, string monitorId)
{
    private readonly Dictionary<(string Slice, long Begin, long End, long Minutes), IReadOnlyList<MetricsWindow>> _known = [];

    /// <summary>One reading per version and slice that had anything in the window.</summary>
    /// <exception cref="MaasException">The windows cannot be answered, such as too many features at once.</exception>
    public Task<IReadOnlyList<PlacedReading>> ReadAsync(DueWindow due, CancellationToken cancellationToken) =>
        due.Rule.Condition switch
        {
            WindowCondition condition => ReadAsync(due, condition, cancellationToken),
            BurnRateCondition condition => ReadAsync(due, condition, cancellationToken),
            var other => throw new InvalidOperationException($"Nobody reads a {other.GetType().Name}."),
        };

    /// <summary>The time that a rule's next look is about.</summary>
    public static WindowPlace PlaceOf(DueWindow due, string modelVersion, string slice) => new(
        due.MonitorId, modelVersion, slice, Minutes.BeginOf(due.End - due.Minutes), Minutes.BeginOf(due.End));

    private async Task<IReadOnlyList<PlacedReading>> ReadAsync(
        DueWindow due, WindowCondition condition, CancellationToken cancellationToken)
    {
        var begin = due.End - ((condition.WindowsBefore + 1) * due.Minutes);
        var windows = await QueryAsync(due.Rule.Values.Slice, begin, due.End, due.Minutes, cancellationToken);
        var end = Minutes.BeginOf(due.End);
        return
        [
            .. windows.Where(window => window.EndTime == end).Select(window => new PlacedReading(
                PlaceOf(due, window.ModelVersion, window.Slice), condition.Read(window, due.Rule.Values.MinSampleCount))),
        ];
    }

    private async Task<IReadOnlyList<PlacedReading>> ReadAsync(
        DueWindow due, BurnRateCondition condition, CancellationToken cancellationToken)
    {
        if (await ObjectivesAsync(cancellationToken) is not { } promised)
        {
            return [];
        }

        var windows = new List<BudgetWindows>();
        var counts = new List<((long Failures, long Requests) Long, (long Failures, long Requests) Short)>();
        foreach (var asked in BudgetSpending.WindowsOf(condition))
        {
            var pair = asked with
            {
                Long = await WidenAsync(asked.Long, due.End, cancellationToken), Short = await WidenAsync(asked.Short, due.End, cancellationToken),
            };
            windows.Add(pair);
            counts.Add((await CountAsync(pair.Long), await CountAsync(pair.Short)));
        }

        var longest = windows.Max(pair => pair.Long);
        var end = Minutes.BeginOf(due.End);
        return
        [
            new PlacedReading(
                new WindowPlace(monitorId, "", "", end - longest, end),
                BudgetSpending.Read(condition, promised, windows, counts, due.Rule.Values.MinSampleCount)),
        ];

        async Task<(long Failures, long Requests)> CountAsync(TimeSpan length)
        {
            var minutes = length.Ticks / TimeSpan.TicksPerMinute;
            var found = await QueryAsync("", due.End - minutes, due.End, minutes, cancellationToken);
            return BudgetSpending.Count(condition, promised, found.Select(window => window.Content));
        }
    }

    // Of an hour or a day that is kept as one, all counts or nothing: it is all.
    private async Task<TimeSpan> WidenAsync(TimeSpan length, long end, CancellationToken cancellationToken)
    {
        var begin = end - (length.Ticks / TimeSpan.TicksPerMinute);
        return TimeSpan.FromMinutes(end - Minutes.SpanBegin(begin, await reader.SpanAtAsync(monitorId, begin, cancellationToken)));
    }

    private async Task<ObjectiveSettings?> ObjectivesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await monitors.GetAsync(monitorId, cancellationToken)).Settings.Objectives;
        }
        catch (MaasException exception) when (exception.Code == MaasErrorCode.NotFound)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<MetricsWindow>> QueryAsync(
        string slice, long begin, long end, long minutes, CancellationToken cancellationToken)
    {
        var key = (slice, begin, end, minutes);
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        try
        {
            return _known[key] = await reader.QueryAsync(
                monitorId, onlyVersion: null, new SliceFilter(slice), new MetricsInterval(begin, end, minutes), cancellationToken);
        }
        catch (MaasException exception) when (exception.Code == MaasErrorCode.NotFound)
        {
            // The monitor was forgotten; its alerts are not yet.
            return _known[key] = [];
        }
    }
}
