using Maas.Errors;
using Maas.Inference.Models;

namespace Maas.Inference.Catalog;

/// <summary>
/// What this replica serves. Reading takes no lock: it reads one reference to an immutable snapshot. One writer (the
/// reconciler) replaces the snapshot, and retires models only after it did.
/// </summary>
internal sealed class ModelCatalog
{
    private volatile CatalogSnapshot _current = CatalogSnapshot.Empty;

    /// <summary>What is served now.</summary>
    public CatalogSnapshot Current => _current;

    /// <summary>Finds what answers a request and holds it until the lease is disposed.</summary>
    /// <param name="name">A deployment id or a model id; a deployment comes first.</param>
    /// <param name="version">Pins a version by number; empty lets the traffic shares decide.</param>
    /// <param name="routingKey">Keeps its version under the same shares; empty for the next turn.</param>
    /// <exception cref="MaasException">
    /// <c>MODEL_NOT_FOUND</c>; <c>MODEL_NOT_READY</c> when it loads, or its load failed.
    /// </exception>
    public ModelLease Resolve(string name, string version, string routingKey = "")
    {
        while (true)
        {
            var entry = Find(name, version);
            var known = version.Length > 0 ? entry.Find(version) : routingKey.Length > 0 ? entry.Next(routingKey) : entry.Next();
            if (known is null && version.Length > 0)
            {
                throw InferenceErrors.ModelNotFound(name, version);
            }

            if (known?.Model is not { } model)
            {
                throw InferenceErrors.ModelNotReady(name, version, ProblemOf(entry, known));
            }

            // Entering fails only when the version was retired since the snapshot was read: there is a newer one.
            if (model.TryEnter())
            {
                return new ModelLease(name, entry.SourceOf(model), version.Length == 0 ? entry.Terms : entry.PinnedTerms, model);
            }
        }
    }

    /// <summary>Whether <see cref="Resolve"/> would find an answer.</summary>
    public bool IsReady(string name, string version) =>
        _current.Entries.TryGetValue(name, out var entry)
        && (version.Length == 0 ? entry.IsReady : entry.Find(version)?.State == ModelState.Ready);

    /// <summary>What is served under a name.</summary>
    /// <exception cref="MaasException"><c>MODEL_NOT_FOUND</c>.</exception>
    public CatalogEntry Get(string name) => Find(name, "");

    /// <summary>Makes <paramref name="next"/> what is served. One writer at a time.</summary>
    public void Replace(CatalogSnapshot next) => _current = next;

    private CatalogEntry Find(string name, string version) =>
        _current.Entries.GetValueOrDefault(name) ?? throw InferenceErrors.ModelNotFound(name, version);

    private static string ProblemOf(CatalogEntry entry, CatalogVersion? known)
    {
        known ??= entry.Versions.FirstOrDefault(version => version.State == ModelState.Loading)
            ?? entry.Versions.FirstOrDefault(version => version.State == ModelState.Failed);
        return known switch
        {
            null => "no version of it is deployed.",
            { State: ModelState.Loading } => $"version {known.Version} is being loaded.",
            _ => $"version {known.Version} could not be loaded: {known.Reason}",
        };
    }
}
