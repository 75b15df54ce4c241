using Microsoft.Extensions.Hosting;

namespace Maas.Inference.Serving;

/// <summary>Tells somebody what is served, at the start and after every change.</summary>
internal abstract class ReconcilerReporter(Reconciler reconciler) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        reconciler.Changed += Report;
        Report();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        reconciler.Changed -= Report;
        return Task.CompletedTask;
    }

    /// <summary>Tells it. Called on the reconciler's own thread: be brief.</summary>
    protected abstract void Report();
}
