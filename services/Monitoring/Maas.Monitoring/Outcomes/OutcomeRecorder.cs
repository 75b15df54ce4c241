using Maas.Monitoring.Baselines;
using Maas.Monitoring.Ingestion;
using Maas.Monitoring.Monitors;
using Maas.Monitoring.Performance;
using Maas.Storage.Database;

namespace Maas.Monitoring.Outcomes;

/// <summary>Joins what came true with what was predicted. Thread-safe.</summary>
internal sealed class OutcomeRecorder(MonitoringDatabase database, BaselineStore baselines, MonitoringMetrics metrics)
{
    private const int MaxLabelLength = 256;

    /// <summary>Takes each outcome by itself; when this returns, those that were taken are on disk.</summary>
    /// <exception cref="Maas.Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>: there is no such monitor.</exception>
    public async Task<RecordedOutcomes> RecordAsync(string monitorId, IReadOnlyList<SentOutcome> outcomes, CancellationToken cancellationToken)
    {
        var recorded = await database.WriteAsync(session => RecordAsync(session, monitorId, outcomes), cancellationToken);
        metrics.Joined(recorded);
        return recorded;
    }

    private async Task<RecordedOutcomes> RecordAsync(DatabaseSession session, string monitorId, IReadOnlyList<SentOutcome> outcomes)
    {
        var monitor = await MonitorStore.GetAsync(session, monitorId);
        string[] ids =
            [.. outcomes.Select(outcome => outcome.PredictionId.ToLowerInvariant()).Where(BatchRules.IsUuid).Distinct(StringComparer.Ordinal)];
        var waiting = await PredictionStore.FindAsync(session, monitorId, ids);
        var pending = await FindPendingAsync(session, monitor, [.. ids.Where(id => !waiting.ContainsKey(id))]);
        var (current, versions, result) = (
            new Dictionary<string, OutcomeValue>(StringComparer.Ordinal), new Dictionary<string, VersionOutcomes>(StringComparer.Ordinal), new RecordedOutcomes());
        for (var i = 0; i < outcomes.Count; i++)
        {
            var (id, value) = (outcomes[i].PredictionId.ToLowerInvariant(), new OutcomeValue(outcomes[i].Label, outcomes[i].Number));
            if (!BatchRules.IsUuid(id))
            {
                result.Refuse(i, "malformed-id", $"Expected a UUID of 36 characters, got '{id[..Math.Min(id.Length, 64)]}'.");
                continue;
            }

            if (pending.TryGetValue(id, out var awaiting))
            {
                result.Refuse(
                    i, "baseline-awaited",
                    $"The prediction {id} waits, as all samples of '{awaiting}' do, until the Registry tells whether that version has a baseline: record its outcome again then.");
                continue;
            }

            if (!waiting.TryGetValue(id, out var prediction))
            {
                result.Refuse(
                    i, "unknown-prediction",
                    $"No sampled prediction of 'monitors/{monitorId}' has the id {id}: it was not sampled, is older than is kept, made room for newer ones, or has not arrived yet.");
                continue;
            }

            var version = versions.GetValueOrDefault(prediction.ModelVersion)
                ?? (versions[prediction.ModelVersion] = await OpenAsync(session, monitor, prediction.ModelVersion));
            if (version.Problem(prediction.Kept.Estimate, value, MaxLabelLength) is { } problem)
            {
                result.Refuse(i, problem.Reason, problem.Message);
                continue;
            }

            var known = current.TryGetValue(id, out var sooner) ? sooner : prediction.Outcome;
            if (known == value)
            {
                result.RepeatedCount++;
                continue;
            }

            version.Take(prediction, known, value);
            current[id] = value;
            result.Count(isReplaced: known is not null);
        }

        await PredictionStore.SetOutcomesAsync(session, monitorId, current);
        foreach (var version in versions.Values)
        {
            await version.SaveAsync();
        }

        return result;
    }

    // There is nothing to join an outcome with yet: what was predicted is read by the baseline.
    private static async Task<IReadOnlyDictionary<string, string>> FindPendingAsync(
        DatabaseSession session, DeploymentMonitor monitor, string[] unknown) =>
        unknown.Length > 0 && monitor.Versions.Any(version => version.BaselineState == BaselineState.Wanted)
            ? await PendingSamples.FindAsync(session, monitor.Id, unknown)
            : new Dictionary<string, string>();

    private async Task<VersionOutcomes> OpenAsync(DatabaseSession session, DeploymentMonitor monitor, string modelVersion)
    {
        var version = monitor.Versions.FirstOrDefault(known => known.ModelVersion == modelVersion);
        var baseline = version is null ? null : await baselines.FindReadyAsync(session, version);
        return await VersionOutcomes.OpenAsync(session, monitor.Id, modelVersion, monitor.Settings.Outcomes, baseline);
    }
}

/// <summary>An outcome as it was sent.</summary>
internal sealed record SentOutcome(string PredictionId, string? Label, double? Number);

/// <summary>What became of outcomes.</summary>
internal sealed class RecordedOutcomes
{
    private readonly List<RefusedOutcome> _refused = [];

    /// <summary>Of predictions that had none.</summary>
    public int RecordedCount { get; private set; }

    /// <summary>Known already.</summary>
    public int RepeatedCount { get; set; }

    /// <summary>In place of another.</summary>
    public int ReplacedCount { get; private set; }

    public IReadOnlyList<RefusedOutcome> Refused => _refused;

    public void Refuse(int index, string reason, string message) => _refused.Add(new RefusedOutcome(index, reason, message));

    public void Count(bool isReplaced)
    {
        RecordedCount += isReplaced ? 0 : 1;
        ReplacedCount += isReplaced ? 1 : 0;
    }
}

/// <summary>An outcome that was not taken.</summary>
internal sealed record RefusedOutcome(int Index, string Reason, string Message);
