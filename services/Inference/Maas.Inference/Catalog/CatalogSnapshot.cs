using System.Collections.Frozen;

namespace Maas.Inference.Catalog;

/// <summary>What is served at one moment. Immutable.</summary>
/// <param name="Entries">Everything that is served, by name.</param>
/// <param name="IsComplete">Whether the desired state was learned and every version of it has been tried once.</param>
internal sealed record CatalogSnapshot(FrozenDictionary<string, CatalogEntry> Entries, bool IsComplete)
{
    /// <summary>Nothing, and nothing known yet.</summary>
    public static CatalogSnapshot Empty { get; } = new(FrozenDictionary<string, CatalogEntry>.Empty, IsComplete: false);

    /// <summary>Made of entries with distinct names.</summary>
    public static CatalogSnapshot Of(IEnumerable<CatalogEntry> entries, bool isComplete) =>
        new(entries.ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal), isComplete);
}
