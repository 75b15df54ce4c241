using Maas.Inference.Artifacts;
using Maas.Inference.Loading;
using Maas.Inference.Serving;

namespace Maas.Inference.Deployments;

/// <summary>Versions of the registry: the manifest from memory or the registry, the bytes by digest. Thread-safe.</summary>
internal sealed class RegistryVersions(IDeploymentSource source, DesiredStateStore store, ArtifactFetcher fetcher) : IVersionProvider
{
    private const string GraphPath = "model.onnx";

    /// <inheritdoc/>
    public async Task<LoadRequest> PrepareAsync(VersionKey version, CancellationToken cancellationToken)
    {
        var manifest = store.Find(version.Model, version.Version);
        if (manifest is null)
        {
            manifest = await source.GetVersionAsync(version.Model, version.Version, cancellationToken);
            store.Learn(manifest);
        }

        var graph = manifest.Files.FirstOrDefault(file => file.Path == GraphPath)
            ?? throw InferenceErrors.ModelInvalid(version.Model, $"version {version.Version} has no file '{GraphPath}'.");
        return new LoadRequest
        {
            Model = manifest.Model,
            Version = manifest.Version,
            ManifestDigest = manifest.ManifestDigest,
            Signature = manifest.Signature,
            GoldenExamples = manifest.GoldenExamples,
            Path = await fetcher.FetchAsync(graph, cancellationToken),
        };
    }
}
