using Maas.Monitoring.Baselines;
using Maas.Monitoring.Performance;
using Maas.Monitoring.Windows;
using Maas.Statistics.Detectors;
using Maas.Storage.Database;

namespace Maas.Monitoring.Outcomes;

/// <summary>Outcomes of one version on their way into its windows. Lives as long as a transaction; not thread-safe.</summary>
internal sealed class VersionOutcomes
{
    private readonly DatabaseSession _session;
    private readonly string _monitorId;
    private readonly string _modelVersion;
    private readonly ClassLabels _labels;
    private readonly PerformanceModel _performance;
    private readonly string _detectorName;
    private readonly IDriftDetector? _ofErrors;
    private readonly Dictionary<(string Slice, long Minute), PerformanceCounts> _windows = [];
    private readonly Dictionary<(string Slice, long SequenceNumber), PerformanceCounts> _countWindows = [];
    private bool _wasFed;

    private VersionOutcomes(
        DatabaseSession session, string monitorId, string modelVersion, ClassLabels labels, PerformanceModel performance, string detectorName,
        IDriftDetector? detector)
    {
        (_session, _monitorId, _modelVersion, _labels) = (session, monitorId, modelVersion, labels);
        (_performance, _detectorName, _ofErrors) = (performance, detectorName, detector);
    }

    public static async Task<VersionOutcomes> OpenAsync(
        DatabaseSession session, string monitorId, string modelVersion, OutcomeSettings settings, ReadyBaseline? baseline)
    {
        var labels = await ClassLabels.OpenAsync(session, monitorId, modelVersion, baseline);
        var kept = await session.FindAsync<DetectorRow>(
            "SELECT detector AS Detector, state AS State FROM outcome_detectors WHERE monitor_id = @monitorId AND model_version = @modelVersion",
            new { monitorId, modelVersion });
        var isOfErrors = baseline?.Losses is null;
        var detector = OutcomeDetectors.Open(settings.Detector, kept?.Detector == settings.Detector ? kept.State : null, isOfErrors);
        return new VersionOutcomes(
            session, monitorId, modelVersion, labels, new PerformanceModel(baseline, labels), settings.Detector, detector);
    }

    /// <summary>Why an outcome cannot be that of a prediction; null when it can.</summary>
    public (string Reason, string Message)? Problem(RowEstimate row, OutcomeValue value, int maxLabelLength) => value switch
    {
        { Label: null, Number: null } => ("missing-truth", "Expected a number or a label, got neither."),
        { Label: not null } when row.Label is null => ("wrong-kind", "Expected a number, as was predicted; got a label."),
        { Number: not null } when row.Label is not null => ("wrong-kind", $"Expected a label such as '{row.Label}', as was predicted; got a number."),
        { Number: { } number } when !double.IsFinite(number) || Math.Abs(number) > 1e30 => ("not-finite", $"Expected a number of -1e30 to 1e30, got {number}."),
        { Label: { } label } when label.Length is 0 || label.Length > maxLabelLength || _labels.IndexOf(label) < 0 =>
            ("unknown-label", $"Expected a label of '{_modelVersion}', got '{label[..Math.Min(label.Length, maxLabelLength)]}'."),
        _ => null,
    };

    /// <summary>Counts an outcome where its prediction was counted.</summary>
    /// <param name="prediction">What was predicted.</param>
    /// <param name="known">The outcome that it had; null for none.</param>
    /// <param name="value">The outcome that it has.</param>
    public void Take(WaitingPrediction prediction, OutcomeValue? known, OutcomeValue value)
    {
        var row = prediction.Kept.Estimate;
        var hasChanged = known is null && Feed(row, value);
        foreach (var counts in CountsOf(prediction))
        {
            if (known is { } old)
            {
                _performance.CountOutcome(counts, row, old, weight: -1);
            }

            _performance.CountOutcome(counts, row, value, weight: 1);
            counts.ChangeCount += hasChanged ? 1 : 0;
        }
    }

    /// <summary>Adds it all to the windows.</summary>
    public async Task SaveAsync()
    {
        foreach (var ((slice, minute), counts) in _windows)
        {
            await WindowStore.MergeAsync(
                _session, new WindowKey(_monitorId, _modelVersion, minute, slice), new WindowContent { Performance = counts });
        }

        foreach (var ((slice, sequence), counts) in _countWindows)
        {
            await CountWindowStore.AmendAsync(
                _session, _monitorId, _modelVersion, slice, sequence, new WindowContent { Performance = counts });
        }

        await _labels.SaveAsync(_session, _monitorId, _modelVersion);
        if (_wasFed)
        {
            await _session.ExecuteAsync(
                """
                INSERT INTO outcome_detectors (monitor_id, model_version, detector, state)
                VALUES (@monitorId, @modelVersion, @detector, @state)
                ON CONFLICT (monitor_id, model_version) DO UPDATE SET detector = excluded.detector, state = excluded.state
                """,
                new { monitorId = _monitorId, modelVersion = _modelVersion, detector = _detectorName, state = _ofErrors!.Save() });
        }
    }

    private bool Feed(RowEstimate row, OutcomeValue value)
    {
        if (_ofErrors is null || _performance.LossOf(row, value) is not { } loss)
        {
            return false;
        }

        _wasFed = true;
        return _ofErrors.Add(loss) == DetectorState.Drift;
    }

    private IEnumerable<PerformanceCounts> CountsOf(WaitingPrediction prediction)
    {
        foreach (var slice in prediction.Kept.Slices.Prepend(""))
        {
            yield return Of(_windows, (slice, prediction.Minute));
        }

        foreach (var (slice, sequence) in prediction.Kept.CountWindows)
        {
            yield return Of(_countWindows, (slice, sequence));
        }
    }

    private static PerformanceCounts Of<TKey>(Dictionary<TKey, PerformanceCounts> windows, TKey key)
        where TKey : notnull =>
        windows.TryGetValue(key, out var counts) ? counts : windows[key] = new PerformanceCounts();

    private sealed record DetectorRow(string Detector, byte[] State);
}
