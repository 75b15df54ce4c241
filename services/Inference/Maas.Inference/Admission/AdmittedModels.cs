using System.Text;
using Maas.Digests;
using Maas.Storage.Blobs;
using Microsoft.Extensions.Logging;

namespace Maas.Inference.Admission;

/// <summary>
/// Digests of the models that passed the sandbox on this machine, kept in a file over restarts: a first line
/// <c>maas-admitted-models 1 {conditions}</c>, then one digest a line. Other conditions than now begin an empty list. A line that is
/// lost costs a model one more first load, so appended lines are not flushed. Thread-safe; one process per file.
/// </summary>
internal sealed partial class AdmittedModels
{
    /// <summary>Most digests that are taken over from the file; the newest stay.</summary>
    public const int MaxKept = 10_000;

    private const string Magic = "maas-admitted-models 1 ";

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly HashSet<string> _digests;
    private readonly ILogger _log;

    /// <param name="path">The file; it and its folder are made when missing.</param>
    /// <param name="conditions">One line: what a verdict depends on beside the model.</param>
    /// <param name="log">Is told when the file cannot be used; then everything is remembered until the process ends.</param>
    public AdmittedModels(string path, string conditions, ILogger<AdmittedModels> log)
    {
        (_path, _log) = (path, log);
        _digests = Open(Magic + conditions);
    }

    /// <summary>Whether the model passed before.</summary>
    public bool Contains(Sha256Digest digest)
    {
        lock (_lock)
        {
            return _digests.Contains(digest.Hex);
        }
    }

    /// <summary>Remembers a model that passed.</summary>
    public void Add(Sha256Digest digest)
    {
        lock (_lock)
        {
            if (_digests.Add(digest.Hex))
            {
                Try(() => File.AppendAllText(_path, digest.Hex + '\n'));
            }
        }
    }

    private HashSet<string> Open(string header)
    {
        HashSet<string> kept = [];
        Try(() =>
        {
            string[] lines = File.Exists(_path) ? File.ReadAllLines(_path) : [];
            var isOurs = lines.Length > 0 && lines[0] == header;
            kept = isOurs ? [.. lines.Skip(1).Where(line => Sha256Digest.TryParse(line, out _)).TakeLast(MaxKept)] : [];
            if (!isOurs || kept.Count + 1 != lines.Length)
            {
                DurableFile.Write(_path, Encoding.UTF8.GetBytes(string.Concat(kept.Prepend(header).Select(line => line + '\n'))));
            }
        });
        return kept;
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotKept(_log, _path, error.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Which models passed the sandbox cannot be kept in '{Path}'; after a restart they are tried again. {Problem}")]
    private static partial void LogNotKept(ILogger log, string path, string problem);
}
