using Maas.Digests;
using Maas.Inference.Artifacts;
using Maas.Inference.Loading;
using Maas.Onnx.Layout;
using Maas.Onnx.Reading;

namespace Maas.Inference.Admission;

/// <summary>The files of a model that is about to be loaded. Used once.</summary>
internal sealed class ModelFiles
{
    private const string GraphPath = "model.onnx";

    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);
    private readonly string _manifestDigest;

    private ModelFiles(LoadRequest request)
    {
        _manifestDigest = request.ManifestDigest;
        if (request.AllowsExternalData)
        {
            var folder = Path.GetDirectoryName(request.Path)!;
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                _sources[Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')] = TargetOf(file);
            }
        }

        _sources[GraphPath] = TargetOf(request.Path);
        Sizes = _sources.ToDictionary(file => file.Key, file => new FileInfo(file.Value).Length);
    }

    /// <summary>Size in bytes of each file by its path beside the graph.</summary>
    public IReadOnlyDictionary<string, long> Sizes { get; }

    /// <summary>Size of the graph's own file.</summary>
    public long GraphBytes => Sizes[GraphPath];

    /// <summary>The graph, and all that may lie beside it.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public static ModelFiles Of(LoadRequest request) => new(request);

    /// <summary>The graph's own file, to be read once from front to end.</summary>
    public FileStream OpenGraph() =>
        new(_sources[GraphPath], new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 1 << 16 });

    /// <summary>What the graph reads, as the sandbox wants it.</summary>
    public IReadOnlyList<LinkedFile> LinkedFor(OnnxGraph graph) =>
        [.. UsedBy(graph).Select(path => new LinkedFile(path, _sources[path]))];

    /// <summary>What tells the content of the model from any other: the manifest's digest, or else those of the files it reads.</summary>
    public async ValueTask<FileDigests> DigestsAsync(OnnxGraph graph, CancellationToken cancellationToken)
    {
        if (Sha256Digest.TryParse(_manifestDigest, out var manifest))
        {
            return FileDigests.Of(manifest);
        }

        var files = new List<(string, Sha256Digest)>();
        foreach (var path in UsedBy(graph))
        {
            files.Add((path, await ArtifactFolder.DigestOfAsync(_sources[path], cancellationToken)));
        }

        return FileDigests.Of(files);
    }

    /// <summary>Digest of a file by its path beside the graph; null when it is not there.</summary>
    public async ValueTask<Sha256Digest?> FindDigestAsync(string path, CancellationToken cancellationToken) =>
        _sources.TryGetValue(path, out var source) ? await ArtifactFolder.DigestOfAsync(source, cancellationToken) : null;

    private static IEnumerable<string> UsedBy(OnnxGraph graph) =>
        graph.ExternalData.Select(data => data.Location).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Prepend(GraphPath);

    /// <summary>A link laid out elsewhere would lead nowhere.</summary>
    private static string TargetOf(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
