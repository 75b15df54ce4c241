using Maas.Inference.Artifacts;
using Maas.Inference.Loading;
using Maas.Inference.Models;

namespace Maas.Inference.Deployments;

/// <summary>What the registry knows of a version. Never changes.</summary>
internal sealed record VersionManifest
{
    /// <summary>Id of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Number of the version.</summary>
    public required string Version { get; init; }

    /// <summary>Digest of the list of files, 64 hex digits.</summary>
    public required string ManifestDigest { get; init; }

    /// <summary>Files; one is <c>model.onnx</c>.</summary>
    public required IReadOnlyList<ArtifactFile> Files { get; init; }

    /// <summary>What the tensors mean.</summary>
    public ModelSignature Signature { get; init; } = ModelSignature.Unknown;

    /// <summary>Replayed before it serves.</summary>
    public IReadOnlyList<GoldenExample> GoldenExamples { get; init; } = [];
}
