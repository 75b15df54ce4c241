using System.Security.Cryptography;
using Maas.Digests;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Maas.Storage.Caching;

/// <summary>
/// Copies of artifacts in Redis, in chunks under <c>maas:artifact:{sha256}:{chunk}</c>. Whatever is read is verified and
/// whatever fails is a miss, so a wrong, slow or dead cache costs time, never an answer. Thread-safe.
/// </summary>
public sealed partial class ArtifactCache : IAsyncDisposable
{
    private readonly CacheConnection _connection;
    private readonly CacheOptions _options;
    private readonly CacheMetrics _metrics;
    private readonly ILogger<ArtifactCache> _log;

    /// <summary>Connects at the first use.</summary>
    public ArtifactCache(
        Microsoft.Extensions.Options.IOptions<CacheOptions> options, CacheMetrics metrics, TimeProvider clock, ILoggerFactory logs)
    {
        _options = options.Value;
        _metrics = metrics;
        _log = logs.CreateLogger<ArtifactCache>();
        _connection = new CacheConnection(options, clock, logs.CreateLogger<CacheConnection>());
    }

    /// <summary>False when the configuration says that there is no cache.</summary>
    public bool IsEnabled => _connection.IsEnabled;

    /// <summary>Writes what the cache has of an artifact to a stream, from its beginning up to the first chunk it lacks.</summary>
    /// <param name="digest">Digest of the whole artifact.</param>
    /// <param name="sizeBytes">Its size.</param>
    /// <param name="destination">Takes the bytes; may get more than are counted when a whole artifact proves wrong.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>
    /// How many leading bytes are good: <paramref name="sizeBytes"/> when all of them came and match the digest; fewer
    /// when chunks are missing (each one delivered matched its own checksum; the whole is not proven yet); 0 when the
    /// whole did not match.
    /// </returns>
    public async ValueTask<long> ReadAsync(
        Sha256Digest digest, long sizeBytes, Stream destination, CancellationToken cancellationToken)
    {
        if (!IsEnabled)
        {
            return 0;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunks = ArtifactChunk.CountOf(sizeBytes);
        for (var chunk = 0L; chunk < chunks; chunk++)
        {
            var payload = await FindAsync(digest, chunk, ArtifactChunk.PayloadSizeOf(sizeBytes, chunk), cancellationToken);
            if (payload is null)
            {
                return chunk * ArtifactChunk.PayloadSize;
            }

            hash.AppendData(payload.Value.Span);
            await destination.WriteAsync(payload.Value, cancellationToken);
        }

        if (Sha256Digest.FromBytes(hash.GetHashAndReset()) == digest)
        {
            return sizeBytes;
        }

        LogWrongArtifact(_log, digest.Hex);
        await RemoveAsync(digest, sizeBytes, cancellationToken);
        return 0;
    }

    /// <summary>Stores an artifact that was verified before. Gives up quietly when the cache does not take it.</summary>
    /// <param name="digest">Digest of the whole artifact.</param>
    /// <param name="sizeBytes">Its size.</param>
    /// <param name="source">Seekable; the whole artifact.</param>
    /// <param name="offset">Bytes the cache is known to have already; 0 stores all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether all of it is stored now.</returns>
    /// <exception cref="EndOfStreamException">The source is shorter than it should be.</exception>
    public async ValueTask<bool> WriteAsync(
        Sha256Digest digest, long sizeBytes, Stream source, long offset, CancellationToken cancellationToken)
    {
        if (!IsEnabled)
        {
            return false;
        }

        var first = offset / ArtifactChunk.PayloadSize;
        source.Position = first * ArtifactChunk.PayloadSize;
        for (var chunk = first; chunk < ArtifactChunk.CountOf(sizeBytes); chunk++)
        {
            // A fresh buffer: the client may still send from it after a timeout.
            var value = new byte[ArtifactChunk.HeaderSize + ArtifactChunk.PayloadSizeOf(sizeBytes, chunk)];
            await source.ReadExactlyAsync(value.AsMemory(ArtifactChunk.HeaderSize), cancellationToken);
            ArtifactChunk.Seal(value);
            var key = ArtifactChunk.Key(digest, chunk);
            var (answered, _) = await _connection.TryAsync(
                redis => redis.StringSetAsync(key, value, new Expiration(_options.TimeToLive)), cancellationToken);
            if (!answered)
            {
                _metrics.WriteFailed();
                return false;
            }

            _metrics.Stored();
        }

        return true;
    }

    /// <summary>Takes an artifact out of the cache, as far as the cache answers.</summary>
    public async ValueTask RemoveAsync(Sha256Digest digest, long sizeBytes, CancellationToken cancellationToken)
    {
        for (var chunk = 0L; chunk < ArtifactChunk.CountOf(sizeBytes) && IsEnabled; chunk++)
        {
            await RemoveChunkAsync(ArtifactChunk.Key(digest, chunk), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async ValueTask<ReadOnlyMemory<byte>?> FindAsync(
        Sha256Digest digest, long chunk, int payloadSize, CancellationToken cancellationToken)
    {
        var key = ArtifactChunk.Key(digest, chunk);
        var (answered, found) = await _connection.TryAsync(redis => redis.StringGetAsync(key), cancellationToken);
        if (!answered)
        {
            _metrics.ReadFailed();
            return null;
        }

        if (found.IsNull)
        {
            _metrics.Missed();
            return null;
        }

        ReadOnlyMemory<byte> value = found;
        if (ArtifactChunk.IsIntact(value.Span, payloadSize))
        {
            _metrics.Hit();
            return value[ArtifactChunk.HeaderSize..];
        }

        _metrics.FoundCorrupt();
        LogCorruptChunk(_log, key);
        await RemoveChunkAsync(key, cancellationToken);
        return null;
    }

    private ValueTask<(bool Answered, bool Result)> RemoveChunkAsync(string key, CancellationToken cancellationToken) =>
        _connection.TryAsync(redis => redis.KeyDeleteAsync(key), cancellationToken);

    [LoggerMessage(1, LogLevel.Warning, "The cached chunk '{Key}' is corrupt and was thrown away.")]
    private static partial void LogCorruptChunk(ILogger log, string key);

    [LoggerMessage(2, LogLevel.Warning, "The cached artifact {Digest} does not match its digest and was thrown away.")]
    private static partial void LogWrongArtifact(ILogger log, string digest);
}
