using System.Globalization;

namespace Maas.Inference.Repository;

/// <summary>Tells the content of a version from the one before it, as far as times and sizes of its files do.</summary>
internal static class RepositoryStamp
{
    // Between what tells contents apart and the number of the try.
    private const char TryMark = '#';

    /// <summary>Of all files, because a graph may have its weights in others.</summary>
    /// <exception cref="IOException">The folder is not there, or cannot be read.</exception>
    public static string Of(DirectoryInfo version) => string.Join(
        '|', version.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal)
            .Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Name}-{file.LastWriteTimeUtc.Ticks}-{file.Length}")));

    /// <summary>The same content, to be tried again.</summary>
    public static string Again(string content, int number) => string.Create(CultureInfo.InvariantCulture, $"{content}{TryMark}{number}");

    /// <summary>Whether a stamp is of this content, tried once or again.</summary>
    public static bool IsOf(string content, string stamp) =>
        stamp == content || (stamp.StartsWith(content, StringComparison.Ordinal) && stamp[content.Length] == TryMark);
}
