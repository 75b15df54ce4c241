using Maas.Digests;

namespace Maas.Storage.Blobs;

/// <summary>One blob of a listing.</summary>
/// <param name="Digest">Its name.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="LastTouchTime">
/// When it was stored or last touched; in the quarantine, when it was put there. Within the resolution of the file system.
/// </param>
public readonly record struct StoredBlob(Sha256Digest Digest, long SizeBytes, DateTimeOffset LastTouchTime);
