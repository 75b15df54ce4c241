using Maas.Inference.Serving;

namespace Maas.Inference.Repository;

/// <summary>What a model repository holds.</summary>
/// <param name="Entries">One per model with at least one version, by name.</param>
/// <param name="Problems">What lies in it and is not served, and why.</param>
internal sealed record RepositoryContent(IReadOnlyList<DesiredEntry> Entries, IReadOnlyList<string> Problems);
