using Google.Protobuf.WellKnownTypes;
using Maas.Console.Connections;
using Maas.Contracts.Monitoring.V1;
using Maas.Contracts.Registry.V1;
using Maas.Hosting.Connections;

namespace Maas.Console.Overview;

/// <summary>What the overview shows, and what could not be asked.</summary>
/// <param name="Rows">By name.</param>
/// <param name="Problems">Why something is missing in them; each once.</param>
internal sealed record OverviewContent(IReadOnlyList<OverviewRow> Rows, IReadOnlyList<ServiceProblem> Problems);

/// <summary>Asks Registry and Monitoring what is served and how it does. One per open page.</summary>
internal sealed class OverviewReader(ServiceCalls calls)
{
    // More than a person reads; the command line lists all.
    private const int MostRows = 100;
    private const int CallsAtOnce = 8;

    public async Task<OverviewContent> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var askedDeployments = calls.AskAsync(ServiceConnections.Registry, to => new RegistryService.RegistryServiceClient(to).ListDeploymentsAsync(
            new ListDeploymentsRequest { PageSize = MostRows }, cancellationToken: cancellationToken));
        var askedMonitors = calls.AskAsync(ServiceConnections.Monitoring, to => new MonitoringService.MonitoringServiceClient(to).ListMonitorsAsync(
            new ListMonitorsRequest { PageSize = MostRows }, cancellationToken: cancellationToken));
        var askedAlerts = calls.AskAsync(ServiceConnections.Monitoring, to => new AlertService.AlertServiceClient(to).ListAlertsAsync(
            new ListAlertsRequest { PageSize = 1000, States = { Alert.Types.State.Firing } }, cancellationToken: cancellationToken));
        var (deployments, monitors, alerts) = (await askedDeployments, await askedMonitors, await askedAlerts);

        var watched = monitors.Value?.Monitors.Select(monitor => ResourceNames.IdOf(monitor.Name)).ToHashSet() ?? [];
        var traffic = await ReadTrafficAsync(watched, now, cancellationToken);
        var known = deployments.Value?.Deployments.ToDictionary(deployment => ResourceNames.IdOf(deployment.Name)) ?? [];
        var firing = alerts.Value?.Alerts.CountBy(alert => ResourceNames.IdOf(alert.Monitor)).ToDictionary();
        return new OverviewContent(
            [
                .. known.Keys.Union(watched).Order(StringComparer.Ordinal).Select(id => new OverviewRow(
                    id, known.GetValueOrDefault(id), traffic.GetValueOrDefault(id), firing?.GetValueOrDefault(id))),
            ],
            [
                .. new[] { deployments.Problem, monitors.Problem, alerts.Problem }.OfType<ServiceProblem>()
                    .Where(problem => problem.Kind != ProblemKind.NotYet).Distinct(),
            ]);
    }

    private async Task<IReadOnlyDictionary<string, TrafficSummary>> ReadTrafficAsync(
        IEnumerable<string> monitors, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var summaries = new Dictionary<string, TrafficSummary>();
        foreach (var part in monitors.Chunk(CallsAtOnce))
        {
            var answers = await Task.WhenAll(part.Select(id => calls.AskAsync(
                ServiceConnections.Monitoring, to => new MonitoringService.MonitoringServiceClient(to).QueryMetricsAsync(
                    new QueryMetricsRequest
                    {
                        Monitor = $"monitors/{id}",
                        StartTime = (now - TimeSpan.FromHours(1)).ToTimestamp(),
                        EndTime = now.ToTimestamp(),
                    },
                    cancellationToken: cancellationToken))));
            foreach (var (id, answer) in part.Zip(answers))
            {
                if (answer.Value is { } windows)
                {
                    summaries[id] = TrafficSummary.Of(windows);
                }
            }
        }

        return summaries;
    }
}
