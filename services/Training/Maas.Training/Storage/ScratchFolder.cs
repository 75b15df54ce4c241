namespace Maas.Training.Storage;

/// <summary>A folder that is gone when disposed.</summary>
/// <param name="path">It is there already.</param>
internal sealed class ScratchFolder(string path) : IDisposable
{
    /// <summary>The folder.</summary>
    public string FullPath => path;

    /// <summary>Path of a file in it.</summary>
    public string File(string name) => Path.Combine(path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(path, recursive: true);
}
