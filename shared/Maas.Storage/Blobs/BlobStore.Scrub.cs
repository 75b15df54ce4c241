using System.Buffers;
using Maas.Digests;

namespace Maas.Storage.Blobs;

/// <content>Looks for blobs that rot without being read.</content>
public sealed partial class BlobStore
{
    private const int ScrubBufferBytes = 1 << 20;

    /// <summary>
    /// Reads every blob from its start to its end, one at a time. Those found corrupt count as missing from then on, as
    /// with any other read. Reads as fast as the disk and one processor allow.
    /// </summary>
    /// <param name="progress">Told after each blob.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ScrubReport> ScrubAsync(IProgress<ScrubReport>? progress, CancellationToken cancellationToken)
    {
        var report = new ScrubReport(BlobCount: 0, SizeBytes: 0, Corrupt: []);
        var buffer = ArrayPool<byte>.Shared.Rent(ScrubBufferBytes);
        try
        {
            foreach (var blob in List())
            {
                report = await IsIntactAsync(blob.Digest, buffer, cancellationToken) switch
                {
                    true => report.With(blob.SizeBytes),
                    false => report.With(blob.SizeBytes) with { Corrupt = [.. report.Corrupt, blob.Digest] },
                    null => report,
                };
                progress?.Report(report);
            }

            return report;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Null when the blob went away meanwhile.</summary>
    private async Task<bool?> IsIntactAsync(Sha256Digest digest, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = OpenRead(digest);
            while (await content.ReadAsync(buffer, cancellationToken) > 0)
            {
            }

            return true;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (BlobCorruptException)
        {
            return false;
        }
    }
}
