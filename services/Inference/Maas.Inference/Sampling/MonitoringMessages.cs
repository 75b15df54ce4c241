using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Inference.Sampling;

/// <summary>What was seen, in the words of the Monitoring service.</summary>
internal static class MonitoringMessages
{
    // Monitoring refuses longer texts, and those with a NUL, together with all that came beside them.
    private const int MaxTextLength = 32_768;

    public static IngestRequest ToMessage(ObservationBatch batch, string replica) => new()
    {
        BatchId = batch.Id.ToString(),
        Replica = replica,
        OperationCounts = { batch.Counts.Select(ToMessage) },
        PredictionSamples = { batch.Rows.Select(row => ToMessage(row.Call, row.Row)) },
        DroppedSampleCount = batch.DroppedSampleCount,
        ReplicaLoads = { batch.Held.Select(ToMessage) },
    };

    private static OperationCounts ToMessage(OperationCount count) => new()
    {
        Deployment = count.Source,
        ModelVersion = count.ModelVersion,
        EndTime = Timestamp.FromDateTimeOffset(count.EndTime),
        RequestCounts = { count.RequestCounts },
        RowCount = count.RowCount,
        Latency = ToMessage(count.Latency),
        QueueLatency = ToMessage(count.QueueLatency),
        RunLatency = ToMessage(count.RunLatency),
        BatchSizeCounts = { count.BatchSizeCounts },
    };

    private static ReplicaLoad ToMessage(HeldVersion held) => new()
    {
        Deployment = held.Source,
        ModelVersion = held.ModelVersion,
        Device = held.Device,
        MemoryBytes = held.MemoryBytes,
        LoadCount = held.Loads.Count,
        LoadSeconds = held.Loads.Time.TotalSeconds,
    };

    private static LatencySketch? ToMessage(Statistics.LatencySketch sketch)
    {
        if (sketch.Count == 0)
        {
            return null;
        }

        var message = new LatencySketch
        {
            AccuracyRatio = sketch.Accuracy,
            ZeroCount = sketch.ZeroCount,
            TotalSeconds = sketch.TotalSeconds,
        };
        foreach (var bucket in sketch.Buckets)
        {
            message.BucketIndexes.Add(bucket.Index);
            message.BucketCounts.Add(bucket.Count);
        }

        return message;
    }

    private static PredictionSample ToMessage(SampledCall call, int row)
    {
        var sample = new PredictionSample
        {
            PredictionId = call.PredictionIds.Count > 0 ? call.PredictionIds[row].ToString() : "",
            Deployment = call.Source,
            ModelVersion = call.ModelVersion,
            PredictTime = Timestamp.FromDateTimeOffset(call.Time),
        };
        foreach (var feature in call.Features)
        {
            sample.Features.Add(ToMessage(feature, row, feature.Name));
        }

        if (call.Prediction is { } prediction)
        {
            sample.Prediction = ToMessage(prediction, row, feature: "");
        }

        if (call.Scores is { } scores)
        {
            sample.Scores.AddRange(scores.Row(row));
        }

        return sample;
    }

    // NaN and the empty text are how a graph takes a missing value; on this wire it is absent.
    private static FeatureValue ToMessage(FeatureColumn column, int row, string feature)
    {
        var value = new FeatureValue { Feature = feature };
        if (column.Values.IsText)
        {
            if (column.Values.Text(row) is { Length: > 0 } text)
            {
                value.Text = Fit(text);
            }
        }
        else if (column.Values.Number(row) is var number && !double.IsNaN(number))
        {
            value.Number = number;
        }

        return value;
    }

    private static string Fit(string text)
    {
        var end = Math.Min(text.Length, MaxTextLength);
        var cut = text[..(end < text.Length && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)];
        return cut.Replace('\0', '\uFFFD');
    }
}
