using System.Collections.Concurrent;
using Maas.Digests;

namespace Maas.Client.Blobs;

/// <summary>Adds up what several transfers have moved. Thread-safe.</summary>
internal sealed class TransferTotal(IProgress<long>? progress)
{
    private readonly ConcurrentDictionary<Sha256Digest, long> _moved = new();
    private long _total;

    /// <summary>What one of them reports to.</summary>
    public IProgress<long>? Of(Sha256Digest digest) => progress is null ? null : new Part(this, digest);

    private void Report(Sha256Digest digest, long bytes)
    {
        var before = _moved.GetValueOrDefault(digest);
        _moved[digest] = bytes;
        progress!.Report(Interlocked.Add(ref _total, bytes - before));
    }

    private sealed class Part(TransferTotal total, Sha256Digest digest) : IProgress<long>
    {
        public void Report(long value) => total.Report(digest, value);
    }
}
