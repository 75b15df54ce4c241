using System.Text;
using System.Text.Json;
using Maas.Digests;
using Maas.Storage.Blobs;
using Microsoft.Extensions.Logging;

namespace Maas.Inference.Deployments;

/// <summary>
/// Keeps <see cref="DesiredState"/> in a file: a line <c>maas-desired-state 1 {sha256}</c>, then JSON. Written whole or
/// not at all. A file that does not verify counts as absent: the registry tells all of it again. Not thread-safe.
/// </summary>
internal sealed partial class DesiredStateFile(string path, ILogger<DesiredStateFile> log)
{
    private const string Magic = "maas-desired-state 1 ";

    /// <summary>What was written last; <see cref="DesiredState.None"/> when nothing usable was.</summary>
    public DesiredState Read()
    {
        if (!File.Exists(path))
        {
            return DesiredState.None;
        }

        try
        {
            var bytes = File.ReadAllBytes(path).AsSpan();
            var end = bytes.IndexOf((byte)'\n');
            var header = end < 0 ? "" : Encoding.ASCII.GetString(bytes[..end]);
            var body = bytes[(end + 1)..];
            if (header == Magic + Sha256Digest.Of(body).Hex)
            {
                return JsonSerializer.Deserialize<DesiredState>(body) ?? DesiredState.None;
            }

            LogUnusable(log, path, "its checksum or version is wrong");
        }
        catch (Exception error) when (error is IOException or JsonException or FormatException)
        {
            LogUnusable(log, path, error.Message);
        }

        return DesiredState.None;
    }

    /// <summary>
    /// Writes it; when this returns, it is on disk. A disk that takes nothing costs the next start its memory, and must
    /// not cost this process its serving: that is logged, and the next write holds everything again.
    /// </summary>
    public void Write(DesiredState state)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(state);
        byte[] content = [.. Encoding.ASCII.GetBytes($"{Magic}{Sha256Digest.Of(body).Hex}\n"), .. body];
        try
        {
            DurableFile.Write(path, content);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotKept(log, path, error.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "What this replica served last cannot be read from '{Path}' ({Problem}); it waits for the registry.")]
    private static partial void LogUnusable(ILogger log, string path, string problem);

    [LoggerMessage(2, LogLevel.Error, "What this replica serves cannot be kept in '{Path}'; a restart would begin with older knowledge. {Problem}")]
    private static partial void LogNotKept(ILogger log, string path, string problem);
}
