using System.Globalization;

namespace Maas.Inference.Repository;

/// <summary>Tells the content of a version from the one before it, as far as times and sizes of its files do.</summary>
internal static class RepositoryStamp
{
    // Between what tells contents apart and the number of the try.
    private const char TryMark = '#';
    private const char FileMark = '|';
    private const char PartMark = '-';
    private const int MaxTold = 3;

    /// <summary>Of all files, because a graph may have its weights in others.</summary>
    /// <exception cref="IOException">The folder is not there, or cannot be read.</exception>
    public static string Of(DirectoryInfo version) => string.Join(
        FileMark, version.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal)
            .Select(file => PartOf(Path.GetRelativePath(version.FullName, file.FullName), file)));

    /// <summary>The same content, to be tried again.</summary>
    public static string Again(string content, int number) => string.Create(CultureInfo.InvariantCulture, $"{content}{TryMark}{number}");

    /// <summary>Whether a stamp is of this content, tried once or again.</summary>
    public static bool IsOf(string content, string stamp) =>
        stamp == content || (stamp.StartsWith(content, StringComparison.Ordinal) && stamp[content.Length] == TryMark);

    /// <summary>What became of the files, for a message: <c>'model.onnx' was replaced, 'weights.bin' is gone</c>.</summary>
    /// <param name="before">The stamp then.</param>
    /// <param name="now">The stamp now; of other content.</param>
    public static string Difference(string before, string now)
    {
        var (old, found) = (FilesOf(before), FilesOf(now));
        var changes = old.Keys.Union(found.Keys).Where(file => old.GetValueOrDefault(file) != found.GetValueOrDefault(file)).Select(file =>
            !found.ContainsKey(file) ? $"'{ErrorText.Short(file)}' is gone"
            : old.ContainsKey(file) ? $"'{ErrorText.Short(file)}' was replaced"
            : $"'{ErrorText.Short(file)}' was added").ToList();
        return string.Join(", ", changes.Take(MaxTold)) + (changes.Count > MaxTold ? $", and {changes.Count - MaxTold} more" : "");
    }

    /// <summary>A link counts for what it leads to, which may be replaced while it stays.</summary>
    private static string PartOf(string path, FileInfo file)
    {
        var target = file.Attributes.HasFlag(FileAttributes.ReparsePoint)
            && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } found ? found : file;
        return string.Create(CultureInfo.InvariantCulture, $"{path}{PartMark}{target.LastWriteTimeUtc.Ticks}{PartMark}{target.Length}");
    }

    /// <summary>Time and size of each file, as text, by its path.</summary>
    private static Dictionary<string, string> FilesOf(string stamp)
    {
        var mark = stamp.LastIndexOf(TryMark);
        var content = mark > stamp.LastIndexOf(PartMark) ? stamp[..mark] : stamp;
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in content.Split(FileMark))
        {
            // Behind the path, which may have such marks too.
            var end = file.LastIndexOf(PartMark, Math.Max(0, file.LastIndexOf(PartMark) - 1));
            files[end < 0 ? file : file[..end]] = file;
        }

        return files;
    }
}
