using Maas.Digests;

namespace Maas.Inference.Artifacts;

/// <summary>
/// This replica's own copies of artifacts, under their digest. May be deleted at any time: whatever lies here is checked
/// each time it is asked for, so a torn or rotten file is found, and nothing needs to be flushed. Thread-safe.
/// </summary>
internal sealed class ArtifactFolder
{
    private readonly string _root;
    private readonly string _staging;
    private readonly long _maxBytes;
    private readonly TimeProvider _clock;
    private readonly Lock _trimming = new();
    private readonly Dictionary<string, int> _pins = [];

    /// <param name="root">Created when missing; leftovers of broken downloads in it are deleted.</param>
    /// <param name="maxBytes">Files that were not used for the longest time leave when there is more.</param>
    /// <param name="clock">Tells when a file was used.</param>
    public ArtifactFolder(string root, long maxBytes, TimeProvider clock)
    {
        _root = Path.GetFullPath(root);
        _staging = Path.Combine(_root, "staging");
        _maxBytes = maxBytes;
        _clock = clock;
        if (Directory.Exists(_staging))
        {
            Directory.Delete(_staging, recursive: true);
        }

        Directory.CreateDirectory(_staging);
    }

    /// <summary>Path of a verified copy; null when there is none. A copy that does not verify is deleted.</summary>
    /// <param name="file">What is looked for.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask<string?> FindAsync(ArtifactFile file, CancellationToken cancellationToken)
    {
        var info = new FileInfo(PathOf(file.Digest));
        try
        {
            if (!info.Exists)
            {
                return null;
            }

            if (info.Length == file.SizeBytes && await DigestOfAsync(info.FullName, cancellationToken) == file.Digest)
            {
                info.LastWriteTimeUtc = _clock.GetUtcNow().UtcDateTime;
                return info.FullName;
            }

            info.Delete();
            return null;
        }
        catch (FileNotFoundException)
        {
            // It was dropped to make room.
            return null;
        }
    }

    /// <summary>A new empty file to download into. Whoever does not <see cref="Keep"/> it deletes it.</summary>
    public FileStream Stage() => new(
        Path.Combine(_staging, Guid.NewGuid().ToString("N")), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1 << 16,
        FileOptions.Asynchronous);

    /// <summary>Keeps a staged file whose digest the caller checked.</summary>
    /// <returns>Where it lies now.</returns>
    public string Keep(FileStream staged, Sha256Digest digest)
    {
        staged.Flush();
        var path = PathOf(digest);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(staged.Name, path, overwrite: true);
        Trim(except: path);
        return path;
    }

    /// <summary>Digest of a file.</summary>
    public static async ValueTask<Sha256Digest> DigestOfAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(
            path, new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous, BufferSize = 0 });
        return await Sha256Digest.OfAsync(stream, cancellationToken);
    }

    /// <summary>Keeps copies that are there, or come, from being dropped, also when there is more than may be.</summary>
    /// <returns>Lets go of them when disposed.</returns>
    public IDisposable Pin(IEnumerable<Sha256Digest> digests)
    {
        List<string> paths = [.. digests.Select(PathOf)];
        lock (_trimming)
        {
            paths.ForEach(path => _pins[path] = _pins.GetValueOrDefault(path) + 1);
        }

        return new ArtifactPin(() =>
        {
            lock (_trimming)
            {
                paths.ForEach(path =>
                {
                    if (--_pins[path] == 0)
                    {
                        _pins.Remove(path);
                    }
                });
            }
        });
    }

    private string PathOf(Sha256Digest digest) => Path.Combine(_root, digest.Hex[..2], digest.Hex);

    // One at a time, so that none finds a file gone that another has just dropped.
    private void Trim(string except)
    {
        lock (_trimming)
        {
            var files = new DirectoryInfo(_root).EnumerateFiles("*", SearchOption.AllDirectories)
                .Where(file => file.DirectoryName != _staging && file.Exists).OrderBy(file => file.LastWriteTimeUtc).ToList();
            var total = files.Sum(file => file.Length);
            foreach (var file in files.Where(file => file.FullName != except && !_pins.ContainsKey(file.FullName)))
            {
                if (total <= _maxBytes)
                {
                    return;
                }

                total -= file.Length;
                file.Delete();
            }
        }
    }
}

/// <summary>Copies that are not dropped until it is disposed, once.</summary>
internal sealed class ArtifactPin(Action letGo) : IDisposable
{
    private Action? _letGo = letGo;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _letGo, null)?.Invoke();
}
