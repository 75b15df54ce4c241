using System.Collections.Concurrent;
using System.Threading.Channels;
using Maas.Contracts.Monitoring.V1;
using Maas.Errors;
using Monitor = Maas.Contracts.Monitoring.V1.Monitor;

namespace Maas.Cli.Tests.Monitors;

/// <summary>What a fake Monitoring knows, and what it was asked. Tests read and write it between calls.</summary>
internal sealed class FakeMonitoring
{
    private readonly ConcurrentBag<ChannelWriter<Alert>> _watchers = [];

    /// <summary>The one monitor there is.</summary>
    public Monitor Monitor { get; set; } = new() { Name = "monitors/churn", Deployment = "deployments/churn", Etag = "1" };

    /// <summary>Done to the monitor behind the back of whoever has just read it.</summary>
    public Action<Monitor>? Meddle { get; set; }

    public QueryMetricsResponse Metrics { get; set; } = new();

    public List<QueryMetricsRequest> Queries { get; } = [];

    public List<RecordOutcomesRequest> OutcomeRequests { get; } = [];

    /// <summary>Why an outcome is refused; null when it is taken.</summary>
    public Func<Outcome, string?> Refusal { get; set; } = _ => null;

    public List<Payload> Payloads { get; } = [];

    public Dictionary<string, AlertRule> Rules { get; } = [];

    public List<Alert> Alerts { get; } = [];

    public List<Silence> Silences { get; } = [];

    public Dictionary<string, Webhook> Webhooks { get; } = [];

    public List<MonitoringAuditEvent> AuditEvents { get; } = [];

    /// <summary>Tells an alert to all that watch.</summary>
    public void Tell(Alert alert)
    {
        Alerts.RemoveAll(known => known.Name == alert.Name);
        Alerts.Insert(0, alert);
        foreach (var watcher in _watchers)
        {
            watcher.TryWrite(alert);
        }
    }

    /// <summary>Watches that were ever begun.</summary>
    public int WatcherCount => _watchers.Count;

    public ChannelReader<Alert> Watch()
    {
        var channel = Channel.CreateUnbounded<Alert>();
        _watchers.Add(channel.Writer);
        return channel.Reader;
    }

    /// <summary>One page: its token is the place of its first row.</summary>
    public static (IEnumerable<T> Rows, string NextPageToken) Page<T>(IReadOnlyCollection<T> rows, int size, string token)
    {
        var start = token.Length == 0 ? 0 : int.Parse(token, System.Globalization.CultureInfo.InvariantCulture);
        var end = start + size;
        return (rows.Skip(start).Take(size), end < rows.Count ? end.ToString(System.Globalization.CultureInfo.InvariantCulture) : "");
    }

    public static MaasException NotFound(string name) => new(
        MaasErrorCode.NotFound, "RESOURCE_NOT_FOUND", "monitoring.maas", $"'{name}' does not exist.")
    {
        Metadata = new Dictionary<string, string> { ["resource"] = name },
    };

    public static MaasException Stale(string name) => new(
        MaasErrorCode.Aborted, "ETAG_MISMATCH", "monitoring.maas", $"'{name}' was changed by someone else. Read it again and retry.")
    {
        Metadata = new Dictionary<string, string> { ["resource"] = name },
    };
}
