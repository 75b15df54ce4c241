using Grpc.Core;
using Maas.Client;
using Maas.Contracts.Registry.V1;
using Maas.Errors;
using Maas.Hosting.Connections;
using Maas.Monitoring.Baselines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Monitors;

/// <summary>
/// Makes a monitor for every deployment that the Registry has, with the versions that it serves, before the first request: their baselines are there
/// when samples come. It looks when the Registry tells of a change, and again after an interval whatever it tells or does not.
/// </summary>
internal sealed partial class RegistryDeploymentWatcher(
    [FromKeyedServices(ServiceConnections.Registry)] MaasChannel channel, MonitoringDatabase database, MonitorStore monitors,
    BaselineCollector collector, IOptions<MonitoringOptions> options, TimeProvider clock, ILogger<RegistryDeploymentWatcher> logger) : BackgroundService
{
    private const int PageSize = 1_000;

    // A deployment without traffic is not forgotten: it is told anew once a day.
    private static readonly TimeSpan Refresh = TimeSpan.FromDays(1);

    private readonly RegistryService.RegistryServiceClient _registry = new(channel.Invoker);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            long? revision = null;
            try
            {
                revision = await LookAsync(stoppingToken);
            }
            catch (MaasException exception)
            {
                LogNoAnswer(exception.Message);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }

            await WaitAsync(revision, stoppingToken);
        }
    }

    /// <summary>Waits for the next change of a deployment, at most for the interval.</summary>
    private async Task WaitAsync(long? revision, CancellationToken cancellationToken)
    {
        using var interval = new CancellationTokenSource(options.Value.DeploymentInterval, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(interval.Token, cancellationToken);
        try
        {
            if (revision is { } last && await IsChangedAsync(last, either.Token))
            {
                return;
            }
        }
        catch (Exception exception) when (exception is RpcException or OperationCanceledException)
        {
            if (!either.IsCancellationRequested)
            {
                LogNoAnswer(exception.Message);
            }
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, clock, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<bool> IsChangedAsync(long revision, CancellationToken cancellationToken)
    {
        using var watch = _registry.Watch(new WatchRequest { StartRevision = revision }, cancellationToken: cancellationToken);
        while (await watch.ResponseStream.MoveNext(cancellationToken))
        {
            if (watch.ResponseStream.Current.Change is { StateCase: Change.StateOneofCase.Deployment })
            {
                return true;
            }
        }

        return false;
    }

    /// <returns>The revision up to which deployments were seen.</returns>
    private async Task<long> LookAsync(CancellationToken cancellationToken)
    {
        long? revision = null;
        var request = new ListDeploymentsRequest { PageSize = PageSize };
        do
        {
            var page = await _registry.ListDeploymentsAsync(request, cancellationToken: cancellationToken);
            revision ??= page.Revision;
            foreach (var (watched, version) in await FindNewAsync([.. page.Deployments.SelectMany(Served)], cancellationToken))
            {
                await AppearAsync(watched, version, cancellationToken);
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return revision.Value;
    }

    private static IEnumerable<(WatchedName Watched, VersionName Version)> Served(Deployment deployment)
    {
        if (!WatchedName.TryParse(deployment.Name, out var watched))
        {
            yield break;
        }

        foreach (var name in deployment.Routes.Select(route => route.ResolvedModelVersion).Append(deployment.ResolvedShadowModelVersion))
        {
            if (VersionName.TryParse(name, out var version))
            {
                yield return (watched, version);
            }
        }
    }

    // Of most looks there is nothing to write.
    private Task<List<(WatchedName Watched, VersionName Version)>> FindNewAsync(
        IReadOnlyList<(WatchedName Watched, VersionName Version)> served, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var fresh = new List<(WatchedName Watched, VersionName Version)>();
            foreach (var (watched, version) in served)
            {
                if (!await MonitorStore.IsFreshAsync(session, watched.MonitorId, version, clock.GetUtcNow() - Refresh))
                {
                    fresh.Add((watched, version));
                }
            }

            return fresh;
        },
        cancellationToken);

    private async Task AppearAsync(WatchedName watched, VersionName version, CancellationToken cancellationToken)
    {
        try
        {
            var appeared = await database.WriteAsync(
                session => monitors.CountAsync(session, watched, version, requestCount: 0, sampleCount: 0), cancellationToken);
            if (appeared.BaselineState == BaselineState.Wanted)
            {
                collector.Wake();
            }
        }
        catch (MaasException exception) when (exception.Code == MaasErrorCode.ResourceExhausted)
        {
            LogNoRoom(watched.Name, exception.Message);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "The Registry was not asked for deployments: {Problem}")]
    private partial void LogNoAnswer(string problem);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "There is no monitor for {Deployment}: {Problem}")]
    private partial void LogNoRoom(string deployment, string problem);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Monitors of deployments could not be made.")]
    private partial void LogFailed(Exception exception);
}
