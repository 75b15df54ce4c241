using System.Collections.Concurrent;
using Maas.Digests;
using Maas.Errors;
using Maas.Inference.Artifacts;

namespace Maas.Inference.Tests.Artifacts;

/// <summary>A source of artifacts in memory that counts what it gives.</summary>
internal sealed class MemorySource : IArtifactSource
{
    private readonly ConcurrentDictionary<Sha256Digest, byte[]> _content = new();

    /// <summary>Offsets asked for, in order.</summary>
    public ConcurrentQueue<long> Offsets { get; } = new();

    /// <summary>Whether it does not answer.</summary>
    public bool IsDown { get; set; }

    /// <summary>Gives <paramref name="actual"/> when asked for <paramref name="content"/>, which it gives by default.</summary>
    public ArtifactFile Add(byte[] content, byte[]? actual = null)
    {
        var file = new ArtifactFile("model.onnx", Sha256Digest.Of(content), content.Length);
        _content[file.Digest] = actual ?? content;
        return file;
    }

    public async Task DownloadAsync(ArtifactFile file, Stream destination, long offset, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            throw CommonErrors.DependencyUnavailable("registry");
        }

        Offsets.Enqueue(offset);
        await Task.Yield();
        await destination.WriteAsync(_content[file.Digest].AsMemory((int)offset), cancellationToken);
    }
}
