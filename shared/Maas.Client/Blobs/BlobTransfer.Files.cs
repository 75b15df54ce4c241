using Maas.Digests;
using Maas.Errors;

namespace Maas.Client.Blobs;

/// <content>Many files at once.</content>
public sealed partial class BlobTransfer
{
    private const string PartSuffix = ".part";

    /// <summary>
    /// Stores the content of files, several at a time. The Registry is asked once for all of them which are missing, and
    /// only those are sent; files with the same content are sent once. The first failure ends the others.
    /// </summary>
    /// <param name="files">What to store.</param>
    /// <param name="cancellationToken">Stops; what was sent is kept for the next try.</param>
    /// <param name="maxParallel">Most uploads at once, 1 or more. Each is one stream: more help when there are several files.</param>
    /// <param name="progress">Told the bytes done of all files together, in no strict order.</param>
    /// <exception cref="MaasException">As <see cref="UploadAsync"/>.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task UploadAllAsync(
        IReadOnlyCollection<BlobFile> files, CancellationToken cancellationToken, int maxParallel = 4,
        IProgress<long>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxParallel, 1);
        var blobs = files.DistinctBy(file => file.Digest).ToList();
        var missing = new HashSet<Sha256Digest>();
        await TransferAttempts.RunAsync(
            _attempts,
            async token => missing = await FindMissingAsync(blobs.Select(blob => (blob.Digest, blob.SizeBytes)), token),
            cancellationToken);
        var total = new TransferTotal(progress);
        await Parallel.ForEachAsync(blobs, Options(maxParallel, cancellationToken), async (file, token) =>
        {
            var part = total.Of(file.Digest);
            if (missing.Contains(file.Digest))
            {
                await using var content = BlobFile.OpenRead(file.Path);
                var upload = new BlobSender(_bytes, _clock, content, file.Digest, file.SizeBytes, part);
                await TransferAttempts.RunAsync(_attempts, upload.SendAsync, token);
            }

            part?.Report(file.SizeBytes);
        });
    }

    /// <summary>
    /// Fetches blobs into files, several at a time. A file that has the content already is left alone; one that was
    /// broken off is gone on with from <c>{path}.part</c>. A path holds the whole, verified content or what it held before.
    /// The first failure ends the others.
    /// </summary>
    /// <param name="files">What to fetch, and where to. Folders are made. No path twice.</param>
    /// <param name="cancellationToken">Stops; what came is kept for the next try.</param>
    /// <param name="maxParallel">Most downloads at once, 1 or more.</param>
    /// <param name="progress">Told the bytes of all files done together, in no strict order, after each file.</param>
    /// <exception cref="MaasException">As <see cref="DownloadAsync"/>.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public async Task DownloadAllAsync(
        IReadOnlyCollection<BlobFile> files, CancellationToken cancellationToken, int maxParallel = 4,
        IProgress<long>? progress = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxParallel, 1);
        var done = 0L;
        await Parallel.ForEachAsync(files, Options(maxParallel, cancellationToken), async (file, token) =>
        {
            if (!await IsThereAsync(file, token))
            {
                await FetchAsync(file, token);
            }

            progress?.Report(Interlocked.Add(ref done, file.SizeBytes));
        });
    }

    private static ParallelOptions Options(int maxParallel, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = maxParallel, CancellationToken = cancellationToken };

    private static async Task<bool> IsThereAsync(BlobFile file, CancellationToken cancellationToken)
    {
        var info = new FileInfo(file.Path);
        return info.Exists && info.Length == file.SizeBytes
            && (await BlobFile.OfAsync(file.Path, cancellationToken)).Digest == file.Digest;
    }

    private async Task FetchAsync(BlobFile file, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file.Path))!);
        var staged = file.Path + PartSuffix;
        try
        {
            await FetchAsync(file, staged, cancellationToken);
        }
        catch (MaasException error) when (error is { Code: MaasErrorCode.DataLoss, InnerException: null })
        {
            // What an earlier try left here may be what is wrong. All of it once more, from an empty file.
            File.Delete(staged);
            await FetchAsync(file, staged, cancellationToken);
        }

        File.Move(staged, file.Path, overwrite: true);
    }

    private async Task FetchAsync(BlobFile file, string staged, CancellationToken cancellationToken)
    {
        await using var destination = new FileStream(
            staged, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        var offset = Math.Min(destination.Length, file.SizeBytes);
        destination.SetLength(offset);
        destination.Position = offset;
        await DownloadAsync(file.Digest, file.SizeBytes, destination, cancellationToken, offset);
        destination.Flush(flushToDisk: true);
    }
}
