using System.Globalization;
using Maas.Errors;
using Maas.Monitoring.Alerts;

namespace Maas.Monitoring;

/// <summary>Every failure Monitoring tells a caller about. Mirrors <c>monitoring_error_reason.proto</c>.</summary>
internal static class MonitoringErrors
{
    private const string Domain = "monitoring.maas";

    public static MaasException ResourceNotFound(string resource) =>
        new(MaasErrorCode.NotFound, "RESOURCE_NOT_FOUND", Domain,
            resource.StartsWith("monitors/", StringComparison.Ordinal)
                ? $"'{resource}' does not exist. A monitor is made when the Registry has its deployment, or the first batch about it comes."
                : $"'{resource}' does not exist.")
        {
            Metadata = new Dictionary<string, string> { ["resource"] = resource },
        };

    public static MaasException IntervalInvalid(DateTimeOffset startTime, DateTimeOffset endTime, string problem)
    {
        var (start, end) = (Text(startTime), Text(endTime));
        return new(MaasErrorCode.InvalidArgument, "INTERVAL_INVALID", Domain,
            $"The interval from {start} to {end} cannot be answered: {problem}")
        {
            Metadata = new Dictionary<string, string>
            {
                ["startTime"] = start,
                ["endTime"] = end,
                ["problem"] = problem,
            },
        };
    }

    public static MaasException BatchInvalid(string batchId, string problem) =>
        new(MaasErrorCode.InvalidArgument, "BATCH_INVALID", Domain,
            $"The batch '{batchId}' is malformed: {problem} Nothing of it was taken; the batches before it are kept.")
        {
            Metadata = new Dictionary<string, string> { ["batchId"] = batchId, ["problem"] = problem },
        };

    /// <param name="limit">The option that says how many there may be.</param>
    /// <param name="value">Its value.</param>
    public static MaasException LimitReached(string limit, int value) =>
        new(MaasErrorCode.ResourceExhausted, "LIMIT_REACHED", Domain,
            $"There are {limit} = {value} already. Raise {MonitoringOptions.Section}:{limit}.")
        {
            Metadata = new Dictionary<string, string>
            {
                ["limit"] = limit,
                ["value"] = value.ToString(CultureInfo.InvariantCulture),
            },
        };

    public static MaasException IngestIdle(TimeSpan timeout)
    {
        var seconds = timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return new(MaasErrorCode.DeadlineExceeded, "INGEST_IDLE", Domain,
            $"The stream stood still for {seconds} s. The batches that came are kept; send the rest in a new stream.")
        {
            Metadata = new Dictionary<string, string> { ["idleTimeoutSeconds"] = seconds },
        };
    }

    public static MaasException EtagMismatch(string resource, string currentEtag) =>
        new(MaasErrorCode.Aborted, "ETAG_MISMATCH", Domain,
            $"'{resource}' was changed by someone else; its etag is now {currentEtag}. Read it again and retry.")
        {
            Metadata = new Dictionary<string, string> { ["resource"] = resource, ["currentEtag"] = currentEtag },
        };

    public static MaasException AlreadyExists(string resource) =>
        new(MaasErrorCode.AlreadyExists, "ALREADY_EXISTS", Domain, $"'{resource}' is there already. Get it, or choose another name.")
        {
            Metadata = new Dictionary<string, string> { ["resource"] = resource },
        };

    /// <param name="url">Where a webhook leads.</param>
    /// <param name="problem">Why nothing is sent there, a sentence.</param>
    public static MaasException AddressForbidden(string url, string problem) =>
        new(MaasErrorCode.InvalidArgument, "ADDRESS_FORBIDDEN", Domain,
            $"Nothing is sent to '{url}': {problem} Name another address, or have its host named in {AlertOptions.Section}:{nameof(AlertOptions.AllowedWebhookHosts)}.")
        {
            Metadata = new Dictionary<string, string> { ["url"] = url, ["problem"] = problem },
            FieldViolations = [new FieldViolation("webhook.url", $"Nothing is sent there: {problem}")],
        };

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
