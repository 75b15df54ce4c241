using System.Collections.Immutable;
using Maas.Errors;
using Microsoft.Extensions.Options;

namespace Maas.Registry.Deployments;

/// <summary>
/// What replicas last said, in memory: a replica repeats itself, and one that is silent is forgotten. Thread-safe.
/// </summary>
internal sealed class ReplicaReports(IOptions<RegistryOptions> options, TimeProvider clock)
{
    private const int MaxReplicas = 10_000;
    private const int MaxStatuses = 100;
    private const int MaxTextLength = 4096;

    private readonly Lock _writers = new();
    private volatile ImmutableDictionary<(string Deployment, string Replica), Report> _reports =
        ImmutableDictionary<(string, string), Report>.Empty;

    /// <summary>Takes what a replica says in place of what it said before.</summary>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>, or <c>LIMIT_REACHED</c>: too many replicas.</exception>
    public void Put(string deployment, string replica, IReadOnlyList<ReplicaStatus> statuses)
    {
        Check(replica, statuses);
        var now = clock.GetUtcNow();
        var report = new Report(now, [.. statuses.Select(status => status with { Replica = replica, ReportTime = now })]);
        lock (_writers)
        {
            var current = _reports.RemoveRange(_reports.Where(pair => IsSilent(pair.Value, now)).Select(pair => pair.Key));
            if (current.Count >= MaxReplicas && !current.ContainsKey((deployment, replica)))
            {
                throw LimitReached();
            }

            _reports = statuses.Count == 0
                ? current.Remove((deployment, replica))
                : current.SetItem((deployment, replica), report);
        }
    }

    /// <summary>Newest first, without the silent.</summary>
    public IReadOnlyList<ReplicaStatus> List(string deployment)
    {
        var now = clock.GetUtcNow();
        return
        [
            .. _reports
                .Where(pair => pair.Key.Deployment == deployment && !IsSilent(pair.Value, now))
                .OrderByDescending(pair => pair.Value.Time)
                .ThenBy(pair => pair.Key.Replica, StringComparer.Ordinal)
                .SelectMany(pair => pair.Value.Statuses),
        ];
    }

    /// <summary>The deployment is gone.</summary>
    public void Forget(string deployment)
    {
        lock (_writers)
        {
            _reports = _reports.RemoveRange(_reports.Keys.Where(key => key.Deployment == deployment));
        }
    }

    private bool IsSilent(Report report, DateTimeOffset now) => now - report.Time > options.Value.ReplicaTimeout;

    private static void Check(string replica, IReadOnlyList<ReplicaStatus> statuses)
    {
        var checks = new FieldChecks();
        checks.Require(replica.Length is >= 1 and <= 128, "replica", $"Expected 1-128 characters, got {replica.Length}.");
        checks.RequireCount(statuses.Count, 0, MaxStatuses, "statuses");
        for (var i = 0; i < statuses.Count; i++)
        {
            checks.Require(
                RegistryNames.TryParseVersion(statuses[i].ModelVersion, out _, out _), $"statuses[{i}].model_version",
                $"Expected 'models/{{id}}/versions/{{n}}', got '{statuses[i].ModelVersion}'.");
            checks.RequireLength(statuses[i].ErrorMessage, MaxTextLength, $"statuses[{i}].error_message");
            checks.RequireLength(statuses[i].ManifestDigest, 64, $"statuses[{i}].manifest_digest");
            checks.RequireLength(statuses[i].Device, 128, $"statuses[{i}].device");
            checks.Require(
                Enum.IsDefined(statuses[i].State), $"statuses[{i}].state", $"Expected a known state, got {(int)statuses[i].State}.");
        }

        checks.ThrowIfAny();
    }

    private static MaasException LimitReached() =>
        new(MaasErrorCode.ResourceExhausted, "LIMIT_REACHED", CommonErrors.Domain,
            $"The registry remembers at most {MaxReplicas} replicas. Try again later.")
        {
            Metadata = new Dictionary<string, string> { ["limit"] = "replicas" },
            RetryDelay = TimeSpan.FromSeconds(30),
        };

    private sealed record Report(DateTimeOffset Time, IReadOnlyList<ReplicaStatus> Statuses);
}
