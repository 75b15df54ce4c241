using System.Text;
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

    /// <summary>Tells the content of the model from any other: the manifest's digest, or else that of the files it reads.</summary>
    public async ValueTask<Sha256Digest> DigestAsync(OnnxGraph graph, CancellationToken cancellationToken)
    {
        if (Sha256Digest.TryParse(_manifestDigest, out var manifest))
        {
            return manifest;
        }

        var list = new StringBuilder();
        foreach (var path in UsedBy(graph))
        {
            var digest = await ArtifactFolder.DigestOfAsync(_sources[path], cancellationToken);
            list.Append(digest.Hex).Append(' ').Append(path).Append('\n');
        }

        return Sha256Digest.Of(Encoding.UTF8.GetBytes(list.ToString()));
    }

    private static IEnumerable<string> UsedBy(OnnxGraph graph) =>
        graph.ExternalData.Select(data => data.Location).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Prepend(GraphPath);

    /// <summary>A link laid out elsewhere would lead nowhere.</summary>
    private static string TargetOf(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
