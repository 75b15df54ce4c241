using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Maas.Cli.Terminal;
using Maas.Client.Blobs;
using Maas.Contracts.Registry.V1;
using Maas.Digests;

namespace Maas.Cli.Versions;

/// <summary>
/// The files on this machine that shall become a version, with their digests. What the Registry would turn away after
/// gigabytes were sent is found out here, before.
/// </summary>
internal sealed partial class VersionFolder
{
    private const string ModelPath = "model.onnx";
    private const int BufferBytes = 256 * 1024;

    private readonly List<(string Path, BlobFile Blob)> _files = [];

    private VersionFolder()
    {
    }

    /// <summary>The bytes.</summary>
    public IReadOnlyCollection<BlobFile> Blobs => [.. _files.Select(file => file.Blob)];

    /// <summary>Size of all of them.</summary>
    public long SizeBytes => _files.Sum(file => file.Blob.SizeBytes);

    /// <summary>The files as a version names them.</summary>
    public IEnumerable<ModelFile> ModelFiles => _files.Select(file => new ModelFile
    {
        Path = file.Path,
        Sha256 = file.Blob.Digest.Hex,
        SizeBytes = file.Blob.SizeBytes,
    });

    /// <summary>Where the files are, by their path in the version. A single file is the model, whatever its name.</summary>
    /// <exception cref="CommandFailedException">There is no model, or a file that no version takes.</exception>
    public static IReadOnlyDictionary<string, FileInfo> Find(string path)
    {
        if (File.Exists(path))
        {
            return Checked(new Dictionary<string, FileInfo> { [ModelPath] = new(path) });
        }

        if (!Directory.Exists(path))
        {
            throw new CommandFailedException(
                ExitCode.Usage, "file-missing",
                $"'{path}' is neither a file nor a folder. Name a model or a folder with a '{ModelPath}'.");
        }

        return Checked(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(path, file).Replace(Path.DirectorySeparatorChar, '/'), file => new FileInfo(file)));
    }

    /// <summary>Reads the files once for their digests.</summary>
    /// <param name="files">See <see cref="Find"/>.</param>
    /// <param name="progress">Told the bytes that were read.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static async Task<VersionFolder> ReadAsync(
        IReadOnlyDictionary<string, FileInfo> files, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var folder = new VersionFolder();
        foreach (var (path, file) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            folder._files.Add((path, await ReadAsync(file, folder.SizeBytes, progress, cancellationToken)));
        }

        return folder;
    }

    private static async Task<BlobFile> ReadAsync(
        FileInfo file, long doneBytes, IProgress<long> progress, CancellationToken cancellationToken)
    {
        await using var content = new FileStream(
            file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        var sizeBytes = 0L;
        int count;
        while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, count);
            sizeBytes += count;
            progress.Report(doneBytes + sizeBytes);
        }

        return new BlobFile(file.FullName, Sha256Digest.FromBytes(hash.GetHashAndReset()), sizeBytes);
    }

    private static Dictionary<string, FileInfo> Checked(Dictionary<string, FileInfo> files)
    {
        if (!files.ContainsKey(ModelPath))
        {
            throw new CommandFailedException(
                ExitCode.Usage, "model-missing", $"The folder has no '{ModelPath}', the file that is the model. Put it there.");
        }

        foreach (var (path, file) in files)
        {
            if (file.Length == 0)
            {
                throw new CommandFailedException(
                    ExitCode.Usage, "file-empty", $"'{path}' is empty; files of a version have 1 byte or more. Take it away.");
            }

            if (!Allowed().IsMatch(path))
            {
                throw new CommandFailedException(
                    ExitCode.Usage, "file-name-malformed",
                    $"'{path}': expected 1-255 characters of A-Z, a-z, 0-9, '.', '_', '-' and '/'. Rename it.");
            }
        }

        return files;
    }

    [GeneratedRegex(@"^[A-Za-z0-9._/-]{1,255}\z")]
    private static partial Regex Allowed();
}
