using Maas.Hosting.Health;
using Maas.Inference.Catalog;

namespace Maas.Inference.Serving;

/// <summary>
/// Makes the host ready when it is known what to serve and every version of that has been tried once. A version that
/// cannot be loaded does not keep the others from being asked.
/// </summary>
internal sealed class ReadinessReporter(Reconciler reconciler, ModelCatalog catalog, Readiness readiness) : ReconcilerReporter(reconciler)
{
    /// <inheritdoc/>
    protected override void Report() => readiness.Report(
        "models", catalog.Current.IsComplete, "It is not known yet what to serve, or it is being loaded.");
}
