using Maas.Digests;

namespace Maas.Storage.Blobs;

/// <content>
/// What a collector needs while uploads and reads go on. Everything that moves a blob holds the gate of its digest, so
/// that "not touched since" and the move are one step.
/// </content>
public sealed partial class BlobStore
{
    private readonly Lock[] _gates = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];

    /// <summary>
    /// All blobs, one after another as the folders are read; nothing is held in memory. Blobs that come or go meanwhile
    /// may be listed or not; those there throughout are.
    /// </summary>
    public IEnumerable<StoredBlob> List() => List(_blobs);

    /// <summary>All blobs in the quarantine, with the time they were put there. As <see cref="List()"/>.</summary>
    public IEnumerable<StoredBlob> ListQuarantined() => List(_quarantine);

    /// <summary>
    /// Sets the time of last touch to now. Not flushed to disk: after a loss of power an older time may be found, so a
    /// collector lets one grace pass after it started.
    /// </summary>
    /// <returns>False when the blob is not stored, or known to be corrupt.</returns>
    public bool Touch(Sha256Digest digest)
    {
        lock (GateOf(digest))
        {
            if (FindSize(digest) is null)
            {
                return false;
            }

            File.SetLastWriteTimeUtc(GetPath(digest), _clock.GetUtcNow().UtcDateTime);
            return true;
        }
    }

    /// <summary>
    /// Whether a blob of this digest and size is stored, and if so, touches it. One in the quarantine is restored. The
    /// question of whoever is going to name the blob: after a yes it stays for a grace.
    /// </summary>
    public bool TryKeep(Sha256Digest digest, long sizeBytes)
    {
        lock (GateOf(digest))
        {
            return FindSize(digest) is { } stored
                ? stored == sizeBytes && Touch(digest)
                : TryRestore(digest) && FindSize(digest) == sizeBytes;
        }
    }

    /// <summary>
    /// Takes a blob out of the store, durably: it counts as missing until it is restored or stored anew. Open readers
    /// read on.
    /// </summary>
    /// <param name="digest">The blob.</param>
    /// <param name="untouchedSince">Only when it was stored and last touched before; null takes it in any case.</param>
    /// <returns>False when it is not there, or was touched since.</returns>
    public bool TryQuarantine(Sha256Digest digest, DateTimeOffset? untouchedSince = null)
    {
        lock (GateOf(digest))
        {
            var file = new FileInfo(GetPath(digest));
            if (!file.Exists || file.LastWriteTimeUtc >= untouchedSince?.UtcDateTime)
            {
                return false;
            }

            // In this order: whenever the process stops, the blob is stored and was just touched, or is in the
            // quarantine and was just put there.
            Move(digest, file, QuarantinePath(digest));
            return true;
        }
    }

    /// <summary>Puts a blob back from the quarantine, durably, and touches it.</summary>
    /// <returns>Whether the blob is stored now; false also for one that is known to be corrupt.</returns>
    public bool TryRestore(Sha256Digest digest)
    {
        lock (GateOf(digest))
        {
            if (Touch(digest))
            {
                DropQuarantined(digest);
                return true;
            }

            var file = new FileInfo(QuarantinePath(digest));
            if (!file.Exists || IsCorrupt(digest, file))
            {
                return false;
            }

            Move(digest, file, GetPath(digest));
            return true;
        }
    }

    /// <summary>Deletes a blob from the quarantine, for good. One that is stored again stays stored.</summary>
    /// <param name="digest">The blob.</param>
    /// <param name="quarantinedBefore">Only when it was put there before; null deletes it in any case.</param>
    /// <returns>False when it is not in the quarantine, or was put there later.</returns>
    public bool DeleteQuarantined(Sha256Digest digest, DateTimeOffset? quarantinedBefore = null)
    {
        lock (GateOf(digest))
        {
            var file = new FileInfo(QuarantinePath(digest));
            if (!file.Exists || file.LastWriteTimeUtc >= quarantinedBefore?.UtcDateTime)
            {
                return false;
            }

            file.Delete();
            return true;
        }
    }

    private static IEnumerable<StoredBlob> List(string root)
    {
        foreach (var folder in Directory.EnumerateDirectories(root))
        {
            foreach (var path in Directory.EnumerateFiles(folder))
            {
                var file = new FileInfo(path);
                if (Sha256Digest.TryParse(file.Name, out var digest) && file.Exists)
                {
                    yield return new StoredBlob(digest, file.Length, file.LastWriteTimeUtc);
                }
            }
        }
    }

    private void Move(Sha256Digest digest, FileInfo file, string destination)
    {
        var wasCorrupt = IsCorrupt(digest, file);
        var source = file.DirectoryName!;
        using (var handle = File.OpenHandle(
            file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
        {
            File.SetLastWriteTimeUtc(handle, _clock.GetUtcNow().UtcDateTime);
            RandomAccess.FlushToDisk(handle);
            if (wasCorrupt)
            {
                _corrupt[digest] = File.GetLastWriteTimeUtc(handle);
            }
        }

        DurableFolder.Rename(file.FullName, destination);
        DurableFolder.Flush(source);
    }

    private void DropQuarantined(Sha256Digest digest)
    {
        var path = QuarantinePath(digest);
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private string QuarantinePath(Sha256Digest digest) => Path.Combine(_quarantine, digest.Hex[..2], digest.Hex);

    private Lock GateOf(Sha256Digest digest) => _gates[Convert.ToByte(digest.Hex[..2], 16) % _gates.Length];
}
