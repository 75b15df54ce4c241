using Maas.Errors;
using Maas.Inference.Serving;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Maas.Inference.Deployments;

/// <summary>
/// Follows the registry: lists once, then watches from that revision, goes on where it stopped after a break, and lists
/// again only when the registry no longer knows the revision. Until it answers, what is on disk counts.
/// </summary>
internal sealed partial class DeploymentWatcher(
    IDeploymentSource source, DesiredStateStore store, Reconciler reconciler, TimeProvider clock, ILogger<DeploymentWatcher> log)
    : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(15);

    private TimeSpan _delay = FirstDelay;
    private bool _isAway;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (store.Current.Revision >= 0)
        {
            reconciler.Remember(store.Current.Adopted);
            reconciler.Want(DeploymentEntries.Of(store.Current.Deployments));
        }

        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A registry that was restored from a backup counts revisions anew: a start lists, and only a break resumes.
        var revision = -1L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                revision = revision < 0 ? await ListAsync(stoppingToken) : revision;
                await foreach (var change in source.WatchAsync(revision, stoppingToken))
                {
                    Answered();
                    revision = change.Revision;
                    Apply(change);
                }
            }
            catch (MaasException error) when (error.Code == MaasErrorCode.OutOfRange)
            {
                LogLost(log, revision);
                revision = -1;
            }
            catch (MaasException error)
            {
                Away(error.Message);
            }

            await Task.Delay(_delay, clock, stoppingToken);
            _delay = TimeSpan.FromTicks(Math.Min(LastDelay.Ticks, 2 * _delay.Ticks));
        }
    }

    private async Task<long> ListAsync(CancellationToken cancellationToken)
    {
        var (revision, deployments) = await source.ListAsync(cancellationToken);
        Answered();
        store.Learn(revision, deployments);
        reconciler.Want(DeploymentEntries.Of(deployments));
        return revision;
    }

    private void Apply(DeploymentChange change)
    {
        if (change.Id.Length == 0)
        {
            return;
        }

        var others = store.Current.Deployments.Where(deployment => deployment.Id != change.Id);
        Deployment[] deployments = change.Deployment is null ? [.. others] : [.. others, change.Deployment];
        store.Learn(change.Revision, deployments);
        reconciler.Want(DeploymentEntries.Of(deployments));
    }

    private void Answered()
    {
        _delay = FirstDelay;
        if (_isAway)
        {
            _isAway = false;
            LogBack(log);
        }
    }

    private void Away(string problem)
    {
        if (!_isAway)
        {
            _isAway = true;
            LogAway(log, problem);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The registry does not answer; what is served stays as it is. {Problem}")]
    private static partial void LogAway(ILogger log, string problem);

    [LoggerMessage(2, LogLevel.Information, "The registry answers again.")]
    private static partial void LogBack(ILogger log);

    [LoggerMessage(3, LogLevel.Information, "The registry does not know revision {Revision} any more; everything is listed again.")]
    private static partial void LogLost(ILogger log, long revision);
}
