using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Maas.Training.Storage;

/// <summary>Where Training keeps what it owns: <c>{Maas:DataPath}/training</c>.</summary>
/// <param name="configuration">Holds <c>Maas:DataPath</c>.</param>
/// <param name="logger">Told of what could not be removed.</param>
internal sealed partial class TrainingFolder(IConfiguration configuration, ILogger<TrainingFolder> logger)
{
    private readonly string _root = Path.GetFullPath(Path.Combine(
        configuration["Maas:DataPath"] ?? throw new InvalidOperationException("'Maas:DataPath' is not set."), "training"));

    /// <summary>Metadata of datasets and jobs.</summary>
    public string DatabasePath => Path.Combine(_root, "training.db");

    /// <summary>Tables by digest.</summary>
    public string BlobsPath => Path.Combine(_root, "blobs");

    /// <summary>One folder per job that is under way.</summary>
    public string JobsPath => Path.Combine(_root, "jobs");

    /// <summary>Files that live as long as one call.</summary>
    public string ScratchPath => Path.Combine(_root, "scratch");

    /// <summary>Makes a folder that is gone when disposed.</summary>
    public ScratchFolder NewScratch()
    {
        var path = Path.Combine(ScratchPath, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(path);
        return new ScratchFolder(path);
    }

    /// <summary>Removes what calls left behind when their process died.</summary>
    /// <param name="olderThan">What was made since may belong to another service on the same folder.</param>
    public void Clean(DateTimeOffset olderThan)
    {
        if (!Directory.Exists(ScratchPath))
        {
            return;
        }

        foreach (var path in Directory.EnumerateDirectories(ScratchPath)
            .Where(path => Directory.GetCreationTimeUtc(path) < olderThan.UtcDateTime).ToList())
        {
            TryDelete(path);
        }
    }

    /// <summary>Removes a folder with all that is in it. What cannot be removed now, as another service removes it or a worker still writes, is left.</summary>
    public void TryDelete(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogLeft(path, error.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "'{Path}' could not be removed whole, and is left to a later start: {Problem}")]
    private partial void LogLeft(string path, string problem);
}
