namespace Maas.Testing;

/// <summary>A new empty folder that is deleted, with all in it, when disposed.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Full path of the folder.</summary>
    public string FullPath { get; } = Directory.CreateTempSubdirectory("maas-test-").FullName;

    /// <summary>Path of something in the folder; nothing is made.</summary>
    public string this[string name] => Path.Combine(FullPath, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
