using Maas.Inference.Catalog;

namespace Maas.Inference.Serving;

/// <summary>What this replica does at one moment, for the registry and for its own next start. Immutable.</summary>
/// <param name="Statuses">Per name, which is a deployment's id in the registry: each version it should serve.</param>
/// <param name="WishNumber">Number that <see cref="Reconciler.Want"/> gave what is desired here; 0 before anything was.</param>
/// <param name="Adopted">Per name: what gets its traffic. A restarted replica begins with it.</param>
internal sealed record ServingReport(
    IReadOnlyDictionary<string, IReadOnlyList<VersionStatus>> Statuses,
    long WishNumber,
    IReadOnlyDictionary<string, IReadOnlyList<DesiredVersion>> Adopted)
{
    /// <summary>Nothing.</summary>
    public static ServingReport Empty { get; } = new(
        new Dictionary<string, IReadOnlyList<VersionStatus>>(), 0, new Dictionary<string, IReadOnlyList<DesiredVersion>>());
}

/// <summary>Where one version stands on this replica.</summary>
/// <param name="Version">The version.</param>
/// <param name="State">Where it stands.</param>
/// <param name="StateTime">Since when.</param>
/// <param name="ManifestDigest">What it holds, 64 hex digits; empty until loaded.</param>
/// <param name="Device">What it runs on; empty until loaded.</param>
/// <param name="Reason">Why it failed or does not come back into memory, or why a preferred GPU is not used; empty otherwise.</param>
internal sealed record VersionStatus(
    VersionKey Version, ModelState State, DateTimeOffset StateTime, string ManifestDigest, string Device, string Reason);
