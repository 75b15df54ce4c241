using Maas.Errors;
using Maas.Inference.Loading;
using Maas.Inference.Residency;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Serving;

/// <summary>
/// Lets versions be fetched and loaded a few at a time, so that serving keeps its processors, and within the memory there may be.
/// Thread-safe.
/// </summary>
internal sealed class LoadTurns(
    IVersionProvider versions, MemoryBudget budget, IOptions<InferenceOptions> options, ServingMetrics metrics, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan MaxWaitForRoom = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _arriving = new(options.Value.ConcurrentLoads);
    private readonly SemaphoreSlim _returning = new(options.Value.ConcurrentLoads);
    private readonly SemaphoreSlim _turns = new(options.Value.ConcurrentLoads);

    /// <summary>Fetches the files, waits for a turn, makes room and loads.</summary>
    /// <param name="key">The version.</param>
    /// <param name="isReturning">It was served before, and lies on the local disk: it does not wait for what others download.</param>
    /// <param name="sizeOf">Judges the files, and says how much memory they need.</param>
    /// <param name="load">Loads them into so many bytes that were reserved, which are its own when it succeeds.</param>
    /// <param name="cancellationToken">Ends the waiting and the fetching.</param>
    /// <returns>What was loaded, and how long that took without the waits for a turn.</returns>
    public async Task<(T Loaded, TimeSpan Elapsed)> RunAsync<T>(
        SlotKey key, bool isReturning, Func<LoadRequest, ValueTask<long>> sizeOf, Func<LoadRequest, long, T> load, CancellationToken cancellationToken)
    {
        var fetches = isReturning ? _returning : _arriving;
        await fetches.WaitAsync(cancellationToken);
        var start = clock.GetTimestamp();
        var errorType = "";
        try
        {
            var request = await versions.PrepareAsync(key.Version, cancellationToken);
            using var pin = request.Pin;
            using var layout = request.Layout;
            var fetched = clock.GetTimestamp();
            await _turns.WaitAsync(cancellationToken);
            start += clock.GetTimestamp() - fetched;
            try
            {
                return (await LoadAsync(key, request, sizeOf, load, cancellationToken), clock.GetElapsedTime(start));
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (Exception error)
        {
            errorType = (error as MaasException)?.Reason ?? error.GetType().Name;
            throw;
        }
        finally
        {
            metrics.LoadEnded(key.Version.Model, clock.GetElapsedTime(start), errorType);
            fetches.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _arriving.Dispose();
        _returning.Dispose();
        _turns.Dispose();
    }

    private async Task<T> LoadAsync<T>(
        SlotKey key, LoadRequest request, Func<LoadRequest, ValueTask<long>> sizeOf, Func<LoadRequest, long, T> load, CancellationToken cancellationToken)
    {
        var size = await sizeOf(request);
        await ReserveAsync(key, size, cancellationToken);
        try
        {
            return load(request, size);
        }
        catch
        {
            budget.Release(size);
            throw;
        }
    }

    /// <summary>Others wait for the turn, so the wait for room has an end.</summary>
    private async Task ReserveAsync(SlotKey key, long size, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(MaxWaitForRoom, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await budget.ReserveAsync(key.Version.Model, size, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var cause = new NoRoomException(size);
            throw InferenceErrors.ModelNotReady(key.Version.Model, key.Version.Version, cause.Message, cause: cause);
        }
    }
}
