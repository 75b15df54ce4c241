using Maas.Errors;
using Maas.Inference.Serving;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Deployments;

/// <summary>
/// Tells the registry what this replica serves, on every change and again and again, and keeps on disk what works. A
/// registry that does not answer hears it later.
/// </summary>
internal sealed partial class ReplicaReporter(
    IDeploymentSource source, DesiredStateStore store, Reconciler reconciler, IOptions<InferenceOptions> options, ReplicaName replica,
    TimeProvider clock, ILogger<ReplicaReporter> log) : BackgroundService
{
    private readonly ChangeSignal _wake = new();

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        reconciler.Changed += _wake.Set;
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        reconciler.Changed -= _wake.Set;
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _wake.WaitAsync(options.Value.ReportInterval, clock, stoppingToken);
            var report = reconciler.Report;
            store.Adopt(report.Adopted);
            foreach (var (deployment, statuses) in report.Statuses)
            {
                await ReportAsync(deployment, statuses, stoppingToken);
            }
        }
    }

    private async Task ReportAsync(string deployment, IReadOnlyList<VersionStatus> statuses, CancellationToken cancellationToken)
    {
        try
        {
            await source.ReportAsync(deployment, replica.Value, statuses, cancellationToken);
        }
        catch (MaasException error)
        {
            LogNotReported(log, deployment, error.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "The registry did not take the status of '{Deployment}': {Problem}")]
    private static partial void LogNotReported(ILogger log, string deployment, string problem);
}
