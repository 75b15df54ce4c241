using Maas.Digests;

namespace Maas.Storage.Blobs;

/// <summary>Names an upload, the same across calls and restarts.</summary>
/// <param name="UploadId">Chosen by the client, one per upload.</param>
/// <param name="Digest">What the bytes will hash to.</param>
/// <param name="SizeBytes">How many bytes will come, 0 or more.</param>
public sealed record BlobUploadKey(Guid UploadId, Sha256Digest Digest, long SizeBytes)
{
    internal string FileName => $"{UploadId:N}-{Digest.Hex}-{SizeBytes}";
}
