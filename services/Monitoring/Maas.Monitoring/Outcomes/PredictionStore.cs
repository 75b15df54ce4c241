using Maas.Monitoring.Performance;
using Maas.Monitoring.Profiles;
using Maas.Storage.Database;

namespace Maas.Monitoring.Outcomes;

/// <summary>Sampled predictions that wait for what comes true. All methods run in a transaction of the caller.</summary>
internal static class PredictionStore
{
    /// <summary>Keeps those that carry an id and can be judged; an id that is known already stays as it is.</summary>
    public static async Task KeepAsync(
        DatabaseSession session, string monitorId, string modelVersion, long minute, IReadOnlyList<SampledRow> rows)
    {
        foreach (var row in rows)
        {
            if (row is { Estimate: { } estimate, Values.PredictionId.Length: > 0 })
            {
                await session.ExecuteAsync(
                    """
                    INSERT INTO predictions (monitor_id, prediction_id, model_version, minute, content_json)
                    VALUES (@monitorId, @id, @modelVersion, @minute, @json) ON CONFLICT (monitor_id, prediction_id) DO NOTHING
                    """,
                    new
                    {
                        monitorId,
                        id = row.Values.PredictionId.ToLowerInvariant(),
                        modelVersion,
                        minute,
                        json = DatabaseJson.Write(new KeptPrediction(estimate, row.Slices, row.CountWindows)),
                    });
            }
        }
    }

    /// <summary>Those of these ids that are kept, by id in lower case.</summary>
    public static async Task<IReadOnlyDictionary<string, WaitingPrediction>> FindAsync(
        DatabaseSession session, string monitorId, IReadOnlyList<string> ids)
    {
        var rows = await session.QueryAsync<Row>(
            """
            SELECT prediction_id AS PredictionId, model_version AS ModelVersion, minute AS Minute, content_json AS ContentJson,
                outcome_json AS OutcomeJson
            FROM predictions WHERE monitor_id = @monitorId AND prediction_id IN @ids
            """,
            new { monitorId, ids });
        return rows.ToDictionary(row => row.PredictionId, row => new WaitingPrediction(
            row.ModelVersion, row.Minute, DatabaseJson.Read<KeptPrediction>(row.ContentJson),
            row.OutcomeJson.Length == 0 ? null : DatabaseJson.Read<OutcomeValue>(row.OutcomeJson)));
    }

    /// <summary>Writes down what came true.</summary>
    public static Task SetOutcomeAsync(DatabaseSession session, string monitorId, string predictionId, OutcomeValue outcome) =>
        session.ExecuteAsync(
            "UPDATE predictions SET outcome_json = @json WHERE monitor_id = @monitorId AND prediction_id = @predictionId",
            new { monitorId, predictionId, json = DatabaseJson.Write(outcome) });

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
