using System.Collections.Concurrent;
using Maas.Digests;
using Maas.Errors;
using Maas.Inference.Serving;
using Maas.Storage.Caching;
using Microsoft.Extensions.Logging;

namespace Maas.Inference.Artifacts;

/// <summary>
/// Gets the bytes of a version: own disk, then the cache, then the source. Checked at every hop, one flight per
/// digest. Thread-safe; dispose stops what is under way.
/// </summary>
internal sealed partial class ArtifactFetcher(
    ArtifactFolder folder, ArtifactCache cache, IArtifactSource source, ServingMetrics metrics, ILogger<ArtifactFetcher> log)
    : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Sha256Digest, Lazy<Task<string>>> _flights = new();
    private readonly ConcurrentDictionary<Sha256Digest, Task> _shares = new();
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Path of a file with exactly these bytes. Read it soon: a full disk cache drops the least recently used.</summary>
    /// <param name="file">What is wanted.</param>
    /// <param name="cancellationToken">Stops the waiting; the flight goes on for others.</param>
    /// <exception cref="MaasException">
    /// <c>DIGEST_MISMATCH</c> when no source has the right bytes; what the source says when it has none.
    /// </exception>
    public async Task<string> FetchAsync(ArtifactFile file, CancellationToken cancellationToken)
    {
        var flight = _flights.GetOrAdd(file.Digest, _ => new Lazy<Task<string>>(() => Task.Run(() => FlyAsync(file, _stop.Token))));
        return await flight.Value.WaitAsync(cancellationToken);
    }

    /// <summary>Keeps the local copies of these, which are there or come, until what is returned is disposed.</summary>
    public IDisposable Pin(IEnumerable<ArtifactFile> files) => folder.Pin(files.Select(file => file.Digest));

    /// <summary>Waits until what is being put into the cache is there. For an orderly stop, and for tests.</summary>
    public Task WhenSharedAsync() => Task.WhenAll(_shares.Values);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        var work = _shares.Values.Concat(_flights.Values.Where(flight => flight.IsValueCreated).Select(flight => flight.Value));
        await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task<string> FlyAsync(ArtifactFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(file, cancellationToken);
        }
        finally
        {
            _flights.TryRemove(file.Digest, out _);
        }
    }

    private async Task<string> FindAsync(ArtifactFile file, CancellationToken cancellationToken)
    {
        if (await folder.FindAsync(file, cancellationToken) is { } found)
        {
            metrics.ArtifactFetched("disk");
            return found;
        }

        await using var staged = folder.Stage();
        try
        {
            var cached = await cache.ReadAsync(file.Digest, file.SizeBytes, staged, cancellationToken);
            await CompleteAsync(file, staged, cached, cancellationToken);
            var path = folder.Keep(staged, file.Digest);
            metrics.ArtifactFetched(cached == file.SizeBytes ? "cache" : "registry");
            if (cached < file.SizeBytes && cache.IsEnabled)
            {
                Share(file, path, cached);
            }

            return path;
        }
        finally
        {
            File.Delete(staged.Name);
        }
    }

    /// <summary>Gets what the cache lacked; when the sum is wrong, everything once more from the source alone.</summary>
    private async Task CompleteAsync(ArtifactFile file, FileStream staged, long cached, CancellationToken cancellationToken)
    {
        if (cached == file.SizeBytes)
        {
            return;
        }

        var actual = await DownloadAsync(file, staged, cached, cancellationToken);
        if (actual != file.Digest && cached > 0)
        {
            LogCachedPartWrong(log, file.Path, file.Digest.Hex);
            await cache.RemoveAsync(file.Digest, file.SizeBytes, cancellationToken);
            actual = await DownloadAsync(file, staged, offset: 0, cancellationToken);
        }

        if (actual != file.Digest)
        {
            throw InferenceErrors.DigestMismatch(file.Path, file.Digest.Hex, actual.Hex);
        }
    }

    private async Task<Sha256Digest> DownloadAsync(ArtifactFile file, FileStream staged, long offset, CancellationToken cancellationToken)
    {
        staged.SetLength(offset);
        staged.Position = offset;
        try
        {
            await source.DownloadAsync(file, staged, offset, cancellationToken);
        }
        catch (MaasException error) when (error.Code == MaasErrorCode.DataLoss)
        {
            // The source found out by itself; the digest below says what came.
            LogSourceWrong(log, file.Path, error.Message);
        }

        staged.Position = 0;
        return await Sha256Digest.OfAsync(staged, cancellationToken);
    }

    private void Share(ArtifactFile file, string path, long offset)
    {
        var share = Task.Run(async () =>
        {
            try
            {
                await using var stream = new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous });
                await cache.WriteAsync(file.Digest, file.SizeBytes, stream, offset, _stop.Token);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                LogNotShared(log, file.Path, error.Message);
            }
        });
        _shares[file.Digest] = share;
        _ = share.ContinueWith(
            done => _shares.TryRemove(KeyValuePair.Create(file.Digest, done)), TaskScheduler.Default);
    }

    [LoggerMessage(1, LogLevel.Warning, "The cached part of '{Path}' ({Digest}) is wrong; all of it comes from the registry.")]
    private static partial void LogCachedPartWrong(ILogger log, string path, string digest);

    [LoggerMessage(2, LogLevel.Warning, "The registry gave wrong bytes for '{Path}': {Problem}")]
    private static partial void LogSourceWrong(ILogger log, string path, string problem);

    [LoggerMessage(3, LogLevel.Debug, "'{Path}' was not put into the cache: {Problem}")]
    private static partial void LogNotShared(ILogger log, string path, string problem);
}
