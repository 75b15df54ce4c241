using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using Maas.Errors;
using Maas.Monitoring.Monitors;
using MetricsWindowProto = Maas.Contracts.Monitoring.V1.MetricsWindow;

namespace Maas.Monitoring.Api;

/// <summary>Queries of metrics and their answers on the wire.</summary>
internal static class MetricsMapping
{
    extension(string modelVersion)
    {
        /// <summary>Null when empty.</summary>
        /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
        public VersionName? FromVersionField() => modelVersion.Length == 0
            ? null
            : VersionName.TryParse(modelVersion, out var version)
                ? version
                : throw CommonErrors.InvalidField(
                    "model_version", $"Expected 'models/{{id}}/versions/{{n}}', got '{modelVersion}'.");
    }

    extension(Timestamp? time)
    {
        /// <summary>Null when absent.</summary>
        /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
        public DateTimeOffset? FromProto(string field) => time is null
            ? null
            : time.TimeOrNull()
                ?? throw CommonErrors.InvalidField(field, "Expected a time in the years 1 to 9999.");
    }

    extension(Duration? duration)
    {
        /// <summary>Null when absent.</summary>
        /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
        public TimeSpan? FromProto(string field)
        {
            try
            {
                return duration?.ToTimeSpan();
            }
            catch (Exception exception) when (exception is InvalidOperationException or OverflowException)
            {
                throw CommonErrors.InvalidField(field, "Expected seconds and nanoseconds of one sign and in range.");
            }
        }
    }

    extension(IReadOnlyList<Windows.MetricsWindow> windows)
    {
        public QueryMetricsResponse ToProto() => new() { Windows = { windows.Select(window => window.ToProto()) } };
    }

    extension(Windows.MetricsWindow window)
    {
        public MetricsWindowProto ToProto() => new()
        {
            ModelVersion = window.ModelVersion,
            StartTime = window.StartTime.ToTimestamp(),
            EndTime = window.EndTime.ToTimestamp(),
            RequestCount = window.Content.Operation.RequestCount,
            ErrorCount = window.Content.Operation.ErrorCount,
            RequestCounts = { window.Content.Operation.RequestCounts },
            RowCount = window.Content.Operation.RowCount,
            Latency = window.Content.Operation.Latency is { Count: > 0 } sketch ? sketch.ToProto() : null,
            SampleCount = window.Content.SampleCount,
            DroppedSampleCount = window.Content.DroppedSampleCount,
            FeatureDrifts = { (window.Drift?.Features ?? []).Select(drift => drift.ToProto()) },
            Drift = window.Drift is { } drift ? drift.ToProto() : DriftMapping.Untested(window.HasBaseline ? "empty" : "no-baseline"),
            Slice = window.Slice,
            Quality = window.Quality?.ToProto(),
            Performance = window.Performance?.ToProto(),
            Operation = window.Operation?.ToProto(),
            SequenceNumber = window.SequenceNumber,
        };
    }

    extension(Statistics.LatencySketch sketch)
    {
        public LatencyQuantiles ToProto() => new()
        {
            MeanSeconds = sketch.MeanSeconds,
            P50Seconds = sketch.Quantile(0.5),
            P90Seconds = sketch.Quantile(0.9),
            P99Seconds = sketch.Quantile(0.99),
        };
    }
}
