using Maas.Inference.Models;
using Maas.Onnx.Layout;

namespace Maas.Inference.Loading;

/// <summary>What it takes to load one version. Immutable.</summary>
internal sealed record LoadRequest
{
    /// <summary>Id of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Number of the version.</summary>
    public required string Version { get; init; }

    /// <summary>The ONNX file.</summary>
    public required string Path { get; init; }

    /// <summary>Digest of the manifest; empty for a model from a repository folder.</summary>
    public string ManifestDigest { get; init; } = "";

    /// <summary>What the tensors mean.</summary>
    public ModelSignature Signature { get; init; } = ModelSignature.Unknown;

    /// <summary>Replayed before it serves.</summary>
    public IReadOnlyList<GoldenExample> GoldenExamples { get; init; } = [];

    /// <summary>
    /// Whether weights may lie in files beside the graph: in the operator's own folder, whose files nobody else chose, or
    /// in a <see cref="Layout"/>.
    /// </summary>
    public bool AllowsExternalData { get; init; }

    /// <summary>The files of this version alone, for as long as it is being loaded; null when the graph is all there is.</summary>
    public ModelFolder? Layout { get; init; }

    /// <summary>Keeps the files where they are for as long as it is being loaded; null where nobody takes them away.</summary>
    public IDisposable? Pin { get; init; }

    /// <summary>Throws when the files are not those any more that were asked for; nothing for files that cannot change.</summary>
    public Action RequireUnchanged { get; init; } = static () => { };
}
