using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Maas.Errors;
using Maas.Monitoring.Ingestion;
using Maas.Monitoring.Performance;
using Maas.Monitoring.Profiles;
using Maas.Monitoring.Windows;
using Maas.Paging;
using Maas.Storage.Database;

namespace Maas.Monitoring.Payloads;

/// <summary>Inputs of single predictions, where a monitor keeps them. All methods run in a transaction of the caller.</summary>
internal static class PayloadStore
{
    /// <summary>Keeps the share of the rows that the settings ask for, without what is to be redacted.</summary>
    public static async Task KeepAsync(
        DatabaseSession session, string monitorId, string modelVersion, long minute, IReadOnlyList<SampledRow> rows, PayloadSettings settings,
        DateTimeOffset now)
    {
        if (settings.SampleRatio <= 0)
        {
            return;
        }

        var redacted = settings.RedactedFeatures.ToHashSet(StringComparer.Ordinal);
        var expireMicros = (Minutes.BeginOf(minute) + settings.Retention).UnixMicroseconds;
        if (expireMicros <= now.UnixMicroseconds)
        {
            return;
        }

        var kept = new List<object[]>();
        foreach (var row in rows)
        {
            var id = row.Values.PredictionId.ToLowerInvariant();
            if (id.Length == 0 || PlaceOf(id) >= settings.SampleRatio)
            {
                continue;
            }

            var features = row.Values.Features
                .Where(value => !redacted.Contains(value.Feature))
                .ToDictionary(value => value.Feature, TextOf);
            kept.Add([id, DatabaseJson.Write(features), row.Values.Prediction is { } prediction ? TextOf(prediction) : ""]);
        }

        await session.ExecuteRowsAsync(
            """
            INSERT INTO payloads (monitor_id, minute, prediction_id, model_version, features_json, prediction, expire_micros)
            VALUES @rows ON CONFLICT (monitor_id, minute, prediction_id) DO NOTHING
            """,
            "(@monitorId, @minute, {0}, @modelVersion, {1}, {2}, @expireMicros)",
            new Dictionary<string, object>
            {
                ["monitorId"] = monitorId, ["minute"] = minute, ["modelVersion"] = modelVersion, ["expireMicros"] = expireMicros,
            },
            kept);
    }

    /// <summary>One page, newest minute first, without what has expired.</summary>
    /// <exception cref="MaasException">The token of the page is none.</exception>
    public static async Task<Page<KeptPayload>> ListAsync(DatabaseSession session, string monitorId, PageRequest page, DateTimeOffset now)
    {
        var (minute, id) = ParseToken(page.After);
        var rows = await session.QueryAsync<Row>(
            """
            SELECT p.prediction_id AS PredictionId, p.model_version AS ModelVersion, p.minute AS Minute, p.features_json AS FeaturesJson,
                p.prediction AS Prediction, p.expire_micros AS ExpireMicros, COALESCE(o.outcome_json, '') AS OutcomeJson
            FROM payloads p LEFT JOIN predictions o ON o.monitor_id = p.monitor_id AND o.prediction_id = p.prediction_id
            WHERE p.monitor_id = @monitorId AND p.expire_micros > @now
            AND (p.minute < @minute OR (p.minute = @minute AND p.prediction_id > @id))
            ORDER BY p.minute DESC, p.prediction_id LIMIT @limit
            """,
            new { monitorId, now = now.UnixMicroseconds, minute, id, limit = page.Size + 1 });
        var (kept, next) = page.Next(rows, row => string.Create(CultureInfo.InvariantCulture, $"{row.Minute}:{row.PredictionId}"));
        return new Page<KeptPayload>([.. kept.Select(row => row.ToPayload())], next);
    }

    private static (long Minute, string Id) ParseToken(string? after) =>
        after?.Split(':', 2) is [var minute, var id] && long.TryParse(minute, CultureInfo.InvariantCulture, out var parsed)
            ? (parsed, id)
            : (long.MaxValue, "");

    private static string TextOf(SampledValue value) => value.Text ?? value.Number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    // The same prediction is kept or not, whoever decides.
    private static double PlaceOf(string id) => (XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id.AsSpan())) >> 11) * (1.0 / (1UL << 53));

    // Set one by one: the type of an outcome is not known while there is no row.
    private sealed class Row
    {
        public required string PredictionId { get; init; }

        public required string ModelVersion { get; init; }

        public required long Minute { get; init; }

        public required string FeaturesJson { get; init; }

        public required string Prediction { get; init; }

        public required long ExpireMicros { get; init; }

        public required string OutcomeJson { get; init; }

        public KeptPayload ToPayload()
        {
            var outcome = OutcomeJson.Length == 0 ? default : DatabaseJson.Read<OutcomeValue>(OutcomeJson);
            return new KeptPayload(
                PredictionId, ModelVersion, Minutes.BeginOf(Minute), DatabaseJson.Read<Dictionary<string, string>>(FeaturesJson), Prediction,
                outcome.Label ?? outcome.Number?.ToString("R", CultureInfo.InvariantCulture) ?? "", DateTimeOffset.FromUnixMicroseconds(ExpireMicros));
        }
    }
}

/// <summary>Inputs of one prediction, as text, with what was predicted and what came true, empty when that is not known.</summary>
internal sealed record KeptPayload(
    string PredictionId, string ModelVersion, DateTimeOffset PredictTime, IReadOnlyDictionary<string, string> Features, string Prediction,
    string Outcome, DateTimeOffset ExpireTime);
