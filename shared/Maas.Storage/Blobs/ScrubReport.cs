using Maas.Digests;

namespace Maas.Storage.Blobs;

/// <summary>What a scrub has read so far.</summary>
/// <param name="BlobCount">Blobs read.</param>
/// <param name="SizeBytes">Their sizes together.</param>
/// <param name="Corrupt">Those that do not hash to their name.</param>
public sealed record ScrubReport(long BlobCount, long SizeBytes, IReadOnlyList<Sha256Digest> Corrupt)
{
    internal ScrubReport With(long sizeBytes) =>
        this with { BlobCount = BlobCount + 1, SizeBytes = SizeBytes + sizeBytes };
}
