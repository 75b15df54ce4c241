using Maas.Cli.Terminal;
using Maas.Client.Blobs;
using Maas.Contracts.Registry.V1;
using Maas.Digests;

namespace Maas.Cli.Versions;

/// <summary>A file of a version in its folder.</summary>
/// <param name="Path">Path in the version, and below the folder.</param>
/// <param name="Sha256">SHA-256 of its content.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="WasThere">Whether it was there with this content before.</param>
internal sealed record PulledFile(string Path, string Sha256, long SizeBytes, bool WasThere);

/// <summary>The folder that a version is fetched into, and what of it is there already. Not thread-safe.</summary>
internal sealed class PullTarget
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    private readonly List<PulledFile> _files = [];
    private readonly List<BlobFile> _missing = [];
    private readonly List<string> _others = [];

    private PullTarget(string folder) => Folder = folder;

    /// <summary>Full path.</summary>
    public string Folder { get; }

    /// <summary>All files of the version.</summary>
    public IReadOnlyList<PulledFile> Files => _files;

    /// <summary>Those to fetch.</summary>
    public IReadOnlyList<BlobFile> Missing => _missing;

    /// <summary>Compares the folder with a version.</summary>
    /// <exception cref="CommandFailedException">A file would lie outside the folder.</exception>
    public static async Task<PullTarget> CreateAsync(ModelVersion version, string folder, CancellationToken cancellationToken)
    {
        var target = new PullTarget(Path.GetFullPath(folder));
        foreach (var file in version.Files)
        {
            await target.AddAsync(file, cancellationToken);
        }

        return target;
    }

    /// <exception cref="CommandFailedException">A file with another content would be overwritten.</exception>
    public void RequireNothingToLose()
    {
        if (_others is [var first, ..])
        {
            throw new CommandFailedException(
                ExitCode.Conflict, "file-differs",
                $"{_others.Count} files in '{Folder}' have another content, the first is '{first}'. Nothing was fetched. "
                + "Take another folder, or overwrite with --force.");
        }
    }

    /// <summary>Tells the bytes that are there while they grow: the transfer itself tells them after each file only.</summary>
    /// <returns>Ends when cancelled, without an exception.</returns>
    public async Task ReportAsync(IProgress<long> progress, TimeProvider clock, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            progress.Report(_missing.Sum(blob => Math.Min(blob.SizeBytes, LengthOf($"{blob.Path}.part"))));
            await Task.Delay(LookInterval, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AddAsync(ModelFile file, CancellationToken cancellationToken)
    {
        // Registries let in no such path; this one may not be a registry.
        var path = Path.GetFullPath(Path.Combine(Folder, file.Path));
        var root = Folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        if (!path.StartsWith(root, StringComparison.Ordinal))
        {
            throw new CommandFailedException(
                ExitCode.Refused, "file-outside",
                $"The version has a file '{file.Path}', which lies outside '{Folder}'. Nothing was fetched.");
        }

        var wanted = new BlobFile(path, Sha256Digest.Parse(file.Sha256), file.SizeBytes);
        var exists = File.Exists(path);
        var isThere = exists && new FileInfo(path).Length == file.SizeBytes
            && (await BlobFile.OfAsync(path, cancellationToken)).Digest == wanted.Digest;
        _files.Add(new PulledFile(file.Path, file.Sha256, file.SizeBytes, isThere));
        if (!isThere)
        {
            _missing.Add(wanted);
        }

        if (exists && !isThere)
        {
            _others.Add(file.Path);
        }
    }

    private static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }
}
