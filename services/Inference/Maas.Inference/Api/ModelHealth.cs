using Maas.Hosting.Health;
using Maas.Inference.Catalog;
using Maas.Inference.Serving;
using Microsoft.Extensions.Hosting;

namespace Maas.Inference.Api;

/// <summary>
/// Tells <c>grpc.health.v1</c> of each name that requests can have, as <c>models/{name}</c>: whether a request that pins no version gets an answer.
/// </summary>
internal sealed class ModelHealth(Reconciler reconciler, ModelCatalog catalog, NamedHealth health) : IHostedService
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

    private void Report() => health.Report(catalog.Current.Entries.Values.ToDictionary(entry => $"models/{entry.Name}", entry => entry.IsReady));
}
