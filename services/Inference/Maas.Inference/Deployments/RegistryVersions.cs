using Maas.Inference.Artifacts;
using Maas.Inference.Loading;
using Maas.Inference.Serving;
using Maas.Onnx.Layout;

namespace Maas.Inference.Deployments;

/// <summary>Versions of the registry: the manifest from memory or the registry, the bytes by digest. Thread-safe.</summary>
/// <param name="source">Knows manifests.</param>
/// <param name="store">Remembers them.</param>
/// <param name="fetcher">Has the bytes.</param>
/// <param name="layouts">Folder in which versions of several files are laid out; on the file system of the bytes nothing is copied.</param>
internal sealed class RegistryVersions(
    IDeploymentSource source, DesiredStateStore store, ArtifactFetcher fetcher, string layouts) : IVersionProvider
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

        // Each is needed until all are loaded, also where they are more than the local cache holds.
        var pin = fetcher.Pin(manifest.Files);
        try
        {
            var path = await fetcher.FetchAsync(graph, cancellationToken);
            var layout = manifest.Files.Count > 1 && UsesOtherFiles(version, path) ? await LayOutAsync(manifest, cancellationToken) : null;
            return new LoadRequest
            {
                Model = manifest.Model,
                Version = manifest.Version,
                ManifestDigest = manifest.ManifestDigest,
                Signature = manifest.Signature,
                GoldenExamples = manifest.GoldenExamples,
                Path = layout is null ? path : Path.Combine(layout.Path, GraphPath),
                Layout = layout,
                Pin = pin,
                AllowsExternalData = layout is not null,
            };
        }
        catch
        {
            pin.Dispose();
            throw;
        }
    }

    private static bool UsesOtherFiles(VersionKey version, string graph)
    {
        try
        {
            return ExternalData.IsUsedBy(graph);
        }
        catch (InvalidDataException error)
        {
            throw InferenceErrors.ModelInvalid(version.Model, $"expected ONNX, but {error.Message}", error);
        }
    }

    /// <summary>Weights are looked for beside the graph by their paths, so all files are put where the manifest says.</summary>
    private async Task<ModelFolder> LayOutAsync(VersionManifest manifest, CancellationToken cancellationToken)
    {
        var files = new List<LinkedFile>();
        foreach (var file in manifest.Files)
        {
            files.Add(new LinkedFile(file.Path, await fetcher.FetchAsync(file, cancellationToken)));
        }

        return ModelFolder.Create(layouts, files);
    }
}
