using System.Security.Cryptography;
using Maas.Digests;
using Maas.Errors;

namespace Maas.Training.Datasets;

/// <summary>The bytes of an import, on disk.</summary>
/// <param name="Path">The file.</param>
/// <param name="Digest">Of all bytes.</param>
/// <param name="SizeBytes">How many there are.</param>
internal sealed record StagedFile(string Path, Sha256Digest Digest, long SizeBytes)
{
    private const int BufferSize = 1 << 17;

    /// <summary>Writes what comes to a file.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="chunks">Each chunk is used up before the next is asked for.</param>
    /// <param name="expected">What the bytes must hash to; null takes any.</param>
    /// <param name="maxSizeBytes">More is refused as soon as it comes.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <exception cref="MaasException"><c>DATA_TOO_LARGE</c>, <c>DIGEST_MISMATCH</c>.</exception>
    public static async Task<StagedFile> WriteAsync(
        string path, IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, Sha256Digest? expected, long maxSizeBytes,
        CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = 0L;
        await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize, useAsync: true))
        {
            await foreach (var chunk in chunks.WithCancellation(cancellationToken))
            {
                size += chunk.Length;
                if (size > maxSizeBytes)
                {
                    throw TrainingErrors.DataTooLarge(maxSizeBytes);
                }

                hash.AppendData(chunk.Span);
                await file.WriteAsync(chunk, cancellationToken);
            }
        }

        var actual = Sha256Digest.FromBytes(hash.GetHashAndReset());
        return expected is null || expected == actual
            ? new StagedFile(path, actual, size)
            : throw TrainingErrors.DigestMismatch(expected.Value, actual);
    }
}
