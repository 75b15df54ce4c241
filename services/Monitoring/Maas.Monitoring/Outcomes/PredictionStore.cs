using Maas.Monitoring.Performance;
using Maas.Monitoring.Profiles;
using Maas.Storage.Database;

namespace Maas.Monitoring.Outcomes;

/// <summary>Sampled predictions that wait for what comes true. All methods run in a transaction of the caller.</summary>
internal static class PredictionStore
{
    // Ids that are looked for at once: SQLite looks each up by its name among the others, which takes seconds for 10,000.
    private const int MaxIds = 64;

    /// <summary>Keeps those that carry an id and can be judged; an id that is known already stays as it is.</summary>
    public static Task KeepAsync(
        DatabaseSession session, string monitorId, string modelVersion, long minute, IReadOnlyList<SampledRow> rows)
    {
        var kept = new List<object[]>(rows.Count);
        foreach (var row in rows)
        {
            if (row is { Estimate: { } estimate, Values.PredictionId.Length: > 0 })
            {
                kept.Add([row.Values.PredictionId.ToLowerInvariant(), DatabaseJson.Write(new KeptPrediction(estimate, row.Slices, row.CountWindows))]);
            }
        }

        return session.ExecuteRowsAsync(
            """
            INSERT INTO predictions (monitor_id, prediction_id, model_version, minute, content_json)
            VALUES @rows ON CONFLICT (monitor_id, prediction_id) DO NOTHING
            """,
            "(@monitorId, {0}, @modelVersion, @minute, {1})",
            new Dictionary<string, object> { ["monitorId"] = monitorId, ["modelVersion"] = modelVersion, ["minute"] = minute },
            kept);
    }

    /// <summary>Those of these ids that are kept, by id in lower case.</summary>
    public static async Task<IReadOnlyDictionary<string, WaitingPrediction>> FindAsync(
        DatabaseSession session, string monitorId, IReadOnlyList<string> ids)
    {
        var found = new Dictionary<string, WaitingPrediction>(ids.Count, StringComparer.Ordinal);
        foreach (var part in ids.Chunk(MaxIds))
        {
            var rows = await session.QueryAsync<Row>(
                """
                SELECT prediction_id AS PredictionId, model_version AS ModelVersion, minute AS Minute, content_json AS ContentJson,
                    outcome_json AS OutcomeJson
                FROM predictions WHERE monitor_id = @monitorId AND prediction_id IN @part
                """,
                new { monitorId, part });
            foreach (var row in rows)
            {
                found[row.PredictionId] = new WaitingPrediction(
                    row.ModelVersion, row.Minute, DatabaseJson.Read<KeptPrediction>(row.ContentJson),
                    row.OutcomeJson.Length == 0 ? null : DatabaseJson.Read<OutcomeValue>(row.OutcomeJson));
            }
        }

        return found;
    }

    /// <summary>Writes down what came true.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="monitorId">Last segment of the monitor's name.</param>
    /// <param name="outcomes">By id in lower case.</param>
    public static Task SetOutcomesAsync(DatabaseSession session, string monitorId, IReadOnlyDictionary<string, OutcomeValue> outcomes) =>
        session.ExecuteRowsAsync(
            """
            UPDATE predictions SET outcome_json = told.column2 FROM (VALUES @rows) AS told
            WHERE monitor_id = @monitorId AND prediction_id = told.column1
            """,
            "({0}, {1})",
            new Dictionary<string, object> { ["monitorId"] = monitorId },
            [.. outcomes.Select(outcome => new object[] { outcome.Key, DatabaseJson.Write(outcome.Value) })]);

    private sealed record Row(string PredictionId, string ModelVersion, long Minute, string ContentJson, string OutcomeJson);
}

/// <summary>What is kept of a prediction. Property names are part of the format.</summary>
internal sealed record KeptPrediction(RowEstimate Estimate, IReadOnlyList<string> Slices, IReadOnlyDictionary<string, long> CountWindows);

/// <summary>A prediction that is kept.</summary>
/// <param name="ModelVersion">What answered.</param>
/// <param name="Minute">When.</param>
/// <param name="Kept">What was predicted and expected, and where it was counted.</param>
/// <param name="Outcome">Null while it is not known.</param>
internal sealed record WaitingPrediction(string ModelVersion, long Minute, KeptPrediction Kept, OutcomeValue? Outcome);
