namespace Maas.Testing;

/// <summary>An empty folder that goes with the test.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("maas-test-").FullName;

    /// <summary>Full path of something inside; nothing is made.</summary>
    public string File(params string[] segments) => System.IO.Path.Combine([Path, .. segments]);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that was killed may still hold a file on some systems; the system clears its temporary folder.
        }
    }
}
