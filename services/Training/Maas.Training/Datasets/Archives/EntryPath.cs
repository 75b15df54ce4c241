using System.Text;

namespace Maas.Training.Datasets.Archives;

/// <summary>Where an entry stands in an archive of folders that are called after labels.</summary>
/// <param name="Label">The folder that the file stands in.</param>
/// <param name="File">The whole path.</param>
internal readonly record struct EntryPath(string Label, string File)
{
    private const int MaxLength = 1024;

    /// <summary>True for folders, and for files that systems leave there on their own: neither rows nor faults.</summary>
    public static bool IsPassedOver(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return name.Length == 0 || name[0] == '.' || name is "Thumbs.db" or "desktop.ini"
            || path.StartsWith("__MACOSX/", StringComparison.Ordinal);
    }

    /// <summary>Reads a path.</summary>
    /// <param name="path">As in the archive.</param>
    /// <param name="endings">What files may end in, lower case.</param>
    /// <param name="entry">What was read.</param>
    /// <returns>What is wrong with it, as a sentence; null when nothing is.</returns>
    public static string? FindProblem(string path, IReadOnlyList<string> endings, out EntryPath entry)
    {
        entry = default;
        if (path.Length > MaxLength)
        {
            return $"the path has {path.Length} characters; at most {MaxLength} are taken.";
        }

        if (path.Contains('\\', StringComparison.Ordinal) || path.Contains('\0', StringComparison.Ordinal) || !IsWhole(path))
        {
            return "expected a path in UTF-8 with '/' between folders.";
        }

        var parts = path.Split('/');
        if (parts.Any(part => part is "" or "." or ".." || part.Contains(':', StringComparison.Ordinal)))
        {
            return "expected a path below the top of the archive, without '..' or a drive.";
        }

        if (parts.Length < 2)
        {
            return "the file stands in no folder; the folder's name is the label.";
        }

        if (!endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            return $"expected a file that ends in {string.Join(", ", endings)}.";
        }

        entry = new EntryPath(parts[^2], path);
        return null;
    }

    private static bool IsWhole(string path)
    {
        foreach (var rune in path.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
