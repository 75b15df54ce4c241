using Microsoft.Win32.SafeHandles;

namespace Maas.Storage.Blobs;

/// <content>What is on its way in.</content>
public sealed partial class BlobStore
{
    /// <summary>
    /// Begins an upload, or goes on with one: what is on disk is read and hashed again. Null when another call writes
    /// to it now.
    /// </summary>
    public async Task<BlobUpload?> TryOpenUploadAsync(BlobUploadKey key, CancellationToken cancellationToken)
    {
        if (!_openUploads.TryAdd(key.FileName, true))
        {
            return null;
        }

        SafeFileHandle? handle = null;
        try
        {
            var path = UploadPath(key);
            handle = File.OpenHandle(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, FileOptions.Asynchronous);
            return await BlobUpload.ResumeAsync(
                key, path, staged => Publish(staged, key.Digest), handle, () => _openUploads.TryRemove(key.FileName, out _),
                cancellationToken);
        }
        catch
        {
            handle?.Dispose();
            _openUploads.TryRemove(key.FileName, out _);
            throw;
        }
    }

    /// <summary>How many bytes of an unfinished upload are on disk; null when there is no such upload.</summary>
    public long? FindUploadedBytes(BlobUploadKey key)
    {
        var file = new FileInfo(UploadPath(key));
        return file.Exists ? file.Length : null;
    }

    /// <summary>Staged uploads that nobody writes to now and nobody wrote to for a while: what a sweep would delete.</summary>
    /// <param name="staleAge">Those last written to longer ago.</param>
    public IEnumerable<StagedUpload> ListStaleUploads(TimeSpan staleAge)
    {
        var oldest = _clock.GetUtcNow() - staleAge;
        foreach (var file in new DirectoryInfo(_uploads).EnumerateFiles())
        {
            file.Refresh();

            // Blobs that a process was putting when it ended: nobody can go on with them, whatever their age.
            var isOrphan = file.Name.StartsWith(PutPrefix, StringComparison.Ordinal);
            if (!_openUploads.ContainsKey(file.Name) && file.Exists && (isOrphan || file.LastWriteTimeUtc < oldest))
            {
                yield return new StagedUpload(file.Name, file.Length, file.LastWriteTimeUtc);
            }
        }
    }

    /// <summary>
    /// Deletes what <see cref="ListStaleUploads"/> lists. May run at any time: an upload that is open stays, and one
    /// that is opened meanwhile is either kept or found gone.
    /// </summary>
    /// <param name="staleAge">Uploads last written to longer ago.</param>
    /// <returns>What was deleted.</returns>
    public IReadOnlyList<StagedUpload> SweepUploads(TimeSpan staleAge)
    {
        var deleted = new List<StagedUpload>();
        foreach (var upload in ListStaleUploads(staleAge))
        {
            if (!_openUploads.TryAdd(upload.Name, true))
            {
                continue;
            }

            try
            {
                // Someone may have gone on with it, and left it again, since it was listed.
                var file = new FileInfo(Path.Combine(_uploads, upload.Name));
                if (file.Exists && file.LastWriteTimeUtc == upload.LastWriteTime.UtcDateTime)
                {
                    file.Delete();
                    deleted.Add(upload);
                }
            }
            finally
            {
                _openUploads.TryRemove(upload.Name, out _);
            }
        }

        return deleted;
    }

    private string UploadPath(BlobUploadKey key) => Path.Combine(_uploads, key.FileName);
}
