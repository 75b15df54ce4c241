using System.IO.Compression;
using Maas.Cli.Terminal;

namespace Maas.Cli.Datasets;

/// <summary>Tells from names how a file, an archive or a folder is to be read.</summary>
internal static class ImportFormat
{
    /// <summary>All words, as in the contract.</summary>
    public static IReadOnlyList<string> All { get; } = ["csv", "jsonl", "parquet", "text", "images", "idx"];

    /// <summary>The format of a path: by the ending of a file, by the files in an archive or a folder.</summary>
    /// <exception cref="CommandFailedException">The names do not tell.</exception>
    public static string Of(string path)
    {
        if (Directory.Exists(path))
        {
            return OfNames(FolderArchive.FilesOf(path).Select(file => file.Name)) ?? throw Unknown(path);
        }

        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".jsonl" or ".ndjson" => "jsonl",
            ".parquet" => "parquet",
            ".zip" => OfNames(NamesIn(path)) ?? throw Unknown(path),
            _ => "csv",
        };
    }

    private static string? OfNames(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (name.Contains("-ubyte", StringComparison.Ordinal))
            {
                return "idx";
            }

            switch (Path.GetExtension(name).ToLowerInvariant())
            {
                case ".txt":
                    return "text";
                case ".png" or ".jpg" or ".jpeg":
                    return "images";
            }
        }

        return null;
    }

    private static List<string> NamesIn(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return [.. archive.Entries.Select(entry => entry.FullName)];
        }
        catch (InvalidDataException exception)
        {
            throw new CommandFailedException(ExitCode.Usage, "archive-damaged", $"{path}: no zip archive: {exception.Message}", exception);
        }
    }

    private static CommandFailedException Unknown(string path) => new(
        ExitCode.Usage, "format-unknown",
        $"{path}: holds no files that end in .txt, .png, .jpg, .jpeg or '-ubyte'; say what it is with --format.");
}
