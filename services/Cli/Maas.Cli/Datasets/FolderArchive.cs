using System.IO.Compression;
using Maas.Cli.Terminal;

namespace Maas.Cli.Datasets;

/// <summary>
/// Packs a folder into a zip archive as it is sent: nothing of it is written to a disk. The same files give the same bytes, so
/// that a folder that was not changed gives no new version.
/// </summary>
internal static class FolderArchive
{
    private const int BufferBytes = 128 * 1024;

    // The earliest that the format knows.
    private static readonly DateTimeOffset Time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Its files by name, in the order of their names; hidden ones are left out.</summary>
    public static IReadOnlyList<(string Name, string Path)> FilesOf(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'), Path: path))
            .Where(file => !file.Name.Split('/').Any(part => part.StartsWith('.')))
            .OrderBy(file => file.Name, StringComparer.Ordinal)];

    /// <summary>Writes the archive.</summary>
    /// <param name="folder">What to pack.</param>
    /// <param name="target">Need not be seekable.</param>
    /// <param name="progress">Told the packed share of the files, in [0, 1].</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="CommandFailedException">The folder has no files.</exception>
    public static async Task WriteAsync(string folder, Stream target, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var files = FilesOf(folder);
        if (files.Count == 0)
        {
            throw new CommandFailedException(ExitCode.Usage, "folder-empty", $"{folder}: has no files.");
        }

        await using var archive = await ZipArchive.CreateAsync(
            target, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        for (var i = 0; i < files.Count; i++)
        {
            var entry = archive.CreateEntry(files[i].Name, LevelOf(files[i].Name));
            entry.LastWriteTime = Time;
            await using var content = new FileStream(
                files[i].Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
            await using var packed = await entry.OpenAsync(cancellationToken);
            await content.CopyToAsync(packed, BufferBytes, cancellationToken);
            progress.Report((i + 1.0) / files.Count);
        }
    }

    // Images and what ends in .gz are packed already.
    private static CompressionLevel LevelOf(string name) =>
        Path.GetExtension(name).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".gz"
            ? CompressionLevel.NoCompression
            : CompressionLevel.Fastest;
}
