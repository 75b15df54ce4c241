using Maas.Digests;

namespace Maas.Inference.Artifacts;

/// <summary>One file of a version, named by its content.</summary>
/// <param name="Path">Path inside the version, e.g. <c>model.onnx</c>.</param>
/// <param name="Digest">SHA-256 of the content.</param>
/// <param name="SizeBytes">Size of the content.</param>
internal sealed record ArtifactFile(string Path, Sha256Digest Digest, long SizeBytes);
