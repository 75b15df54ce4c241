using Maas.Monitoring.Baselines;
using Maas.Monitoring.Ingestion;
using Maas.Monitoring.Monitors;
using Maas.Monitoring.Outcomes;
using Maas.Monitoring.Payloads;
using Maas.Monitoring.Performance;
using Maas.Monitoring.Slices;
using Maas.Monitoring.Windows;
using Maas.Statistics.Sketches;
using Maas.Storage.Database;

namespace Maas.Monitoring.Profiles;

/// <summary>
/// Takes sampled predictions of one version: counts them, for all rows and for each slice, in the windows of their minutes and of their number, and keeps what
/// waits for outcomes. Lives as long as a transaction; not thread-safe.
/// </summary>
internal sealed class SampleIntake
{
    private readonly DatabaseSession _session;
    private readonly string _monitorId;
    private readonly string _modelVersion;
    private readonly MonitorSettings _settings;
    private readonly ReadyBaseline? _baseline;
    private readonly ClassLabels _labels;
    private readonly PerformanceModel _performance;
    private readonly RowSlices _slices;

    private SampleIntake(
        DatabaseSession session, string monitorId, string modelVersion, MonitorSettings settings, ReadyBaseline? baseline, ClassLabels labels,
        RowSlices slices)
    {
        (_session, _monitorId, _modelVersion, _settings) = (session, monitorId, modelVersion, settings);
        (_labels, _slices) = (labels, slices);
        _baseline = baseline;
        _performance = new PerformanceModel(baseline, labels);
    }

    /// <param name="session">The transaction.</param>
    /// <param name="monitorId">Last segment of the monitor's name.</param>
    /// <param name="modelVersion"><c>models/{model}/versions/{n}</c>.</param>
    /// <param name="settings">Of the monitor.</param>
    /// <param name="baseline">Null when the version has none.</param>
    public static async Task<SampleIntake> OpenAsync(
        DatabaseSession session, string monitorId, string modelVersion, MonitorSettings settings, ReadyBaseline? baseline) => new(
        session, monitorId, modelVersion, settings, baseline,
        await ClassLabels.OpenAsync(session, monitorId, modelVersion, baseline),
        await RowSlices.OpenAsync(session, monitorId, settings.Slices));

    /// <summary>Takes the samples of one minute.</summary>
    /// <param name="minute">Since 1970-01-01 UTC.</param>
    /// <param name="samples">One or more.</param>
    /// <param name="now">When they came.</param>
    /// <returns>What they come to for all rows, without the number of samples: the caller has counted that.</returns>
    public async Task<WindowContent> TakeAsync(long minute, IReadOnlyList<SampledValues> samples, DateTimeOffset now)
    {
        var rows = new List<SampledRow>(samples.Count);
        foreach (var sample in samples)
        {
            rows.Add(new SampledRow(sample, _performance.Read(sample), await _slices.OfAsync(sample)));
        }

        await CountAsync(minute, "", rows);
        foreach (var slice in rows.SelectMany(row => row.Slices.Select(slice => (slice, row))).ToLookup(pair => pair.slice, pair => pair.row))
        {
            SampledRow[] ofSlice = [.. slice];
            await CountAsync(minute, slice.Key, ofSlice);
            await WindowStore.MergeAsync(_session, new WindowKey(_monitorId, _modelVersion, minute, slice.Key), Profile(ofSlice, isSlice: true));
        }

        await PredictionStore.KeepAsync(_session, _monitorId, _modelVersion, minute, rows);
        await PayloadStore.KeepAsync(_session, _monitorId, _modelVersion, minute, rows, _settings.Payloads, now);
        var content = Profile(rows, isSlice: false);
        await _labels.SaveAsync(_session, _monitorId, _modelVersion);
        return content;
    }

    private async Task CountAsync(long minute, string slice, IReadOnlyList<SampledRow> rows)
    {
        if (_settings.CountWindowSize == 0)
        {
            return;
        }

        var windows = await CountWindowStore.OpenAsync(_session, _monitorId, _modelVersion, slice, _settings.CountWindowSize);
        for (var begin = 0; begin < rows.Count;)
        {
            var count = (int)Math.Min(rows.Count - begin, windows.Room);
            SampledRow[] part = [.. rows.Skip(begin).Take(count)];
            foreach (var row in part)
            {
                row.CountWindows[slice] = windows.SequenceNumber;
            }

            var content = Profile(part, isSlice: slice.Length > 0);
            content.SampleCount = count;
            await windows.AddAsync(content, minute);
            begin += count;
        }
    }

    private WindowContent Profile(IReadOnlyList<SampledRow> rows, bool isSlice)
    {
        SampledValues[] values = [.. rows.Select(row => row.Values)];
        var content = new WindowContent { SampleCount = isSlice ? values.Length : 0, Features = _baseline?.Binning.Count(values, withSketches: !isSlice) };
        if (_baseline is { HasWholeRows: true })
        {
            content.DistinctRows = new DistinctSketch();
            RowDigests.Add(content.DistinctRows, values);
        }

        foreach (var row in rows)
        {
            if (row is { Estimate: { } estimate, Values.PredictionId.Length: > 0 })
            {
                _performance.Count(content.Performance ??= new PerformanceCounts(), estimate);
            }
        }

        return content;
    }
}

/// <summary>One sampled prediction on its way in.</summary>
/// <param name="Values">What went in and came out.</param>
/// <param name="Estimate">What is expected of it; null when nothing was predicted that can be judged.</param>
/// <param name="Slices">Those it belongs to.</param>
internal sealed record SampledRow(SampledValues Values, RowEstimate? Estimate, IReadOnlyList<string> Slices)
{
    /// <summary>Windows by count that it fell into, by slice, all rows being the empty one.</summary>
    public Dictionary<string, long> CountWindows { get; } = [];
}
