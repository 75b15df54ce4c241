namespace Maas.Inference.Serving;

/// <summary>Names one version's content.</summary>
/// <param name="Model">Id of the model.</param>
/// <param name="Version">Number of the version.</param>
/// <param name="Stamp">
/// Tells contents apart where a version may change: a repository folder. Empty for versions of the registry, which never do.
/// </param>
internal sealed record VersionKey(string Model, string Version, string Stamp = "");
