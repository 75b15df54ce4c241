namespace Maas.Storage.Blobs;

/// <summary>Replaces small files whole: whenever the process or the machine stops, the old content is there or the new.</summary>
public static class DurableFile
{
    /// <summary>Moves a file that was written and flushed to its name. When this returns, the name is on disk.</summary>
    /// <param name="staged">In the same folder.</param>
    /// <param name="path">Replaced when it is there.</param>
    public static void Place(string staged, string path) => DurableFolder.Rename(staged, path);

    /// <summary>Writes a file. When this returns, it is on disk.</summary>
    /// <param name="path">Replaced when it is there. One writer at a time.</param>
    /// <param name="content">All of it.</param>
    /// <param name="makesFolder">Makes its folder when it is not there.</param>
    /// <exception cref="DirectoryNotFoundException">The folder is not there, and is not to be made.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, bool makesFolder = true)
    {
        if (makesFolder)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }

        var staged = path + ".new";
        using (var file = new FileStream(staged, FileMode.Create, FileAccess.Write))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        DurableFolder.Rename(staged, path);
    }
}
