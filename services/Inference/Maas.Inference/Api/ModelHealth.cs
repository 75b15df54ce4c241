using Maas.Hosting.Health;
using Maas.Inference.Catalog;
using Maas.Inference.Serving;

namespace Maas.Inference.Api;

/// <summary>
/// Tells <c>grpc.health.v1</c> of each name that requests can have, as <c>models/{name}</c>: whether a request that pins no version gets an answer.
/// </summary>
internal sealed class ModelHealth(Reconciler reconciler, ModelCatalog catalog, NamedHealth health) : ReconcilerReporter(reconciler)
{
    /// <inheritdoc/>
    protected override void Report() =>
        health.Report(catalog.Current.Entries.Values.ToDictionary(entry => $"models/{entry.Name}", entry => entry.IsReady));
}
