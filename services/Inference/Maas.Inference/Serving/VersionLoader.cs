using Maas.Errors;
using Maas.Inference.Admission;
using Maas.Inference.Loading;
using Maas.Inference.Models;
using Maas.Inference.Residency;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Serving;

/// <summary>
/// Fetches, admits and loads versions, a few at a time so that serving keeps its processors, and within the memory there may be.
/// Thread-safe.
/// </summary>
internal sealed class VersionLoader(
    IVersionProvider versions, ModelAdmission admission, OnnxLoader loader, MemoryBudget budget, IOptions<InferenceOptions> options,
    ServingMetrics metrics, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan MaxWaitForRoom = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turns = new(options.Value.ConcurrentLoads);

    /// <summary>Loads one version.</summary>
    /// <returns>A model the caller must retire.</returns>
    /// <exception cref="MaasException">It cannot be served; the message says why.</exception>
    public Task<ServedModel> LoadAsync(SlotKey key, CancellationToken cancellationToken) => InTurnAsync(
        key,
        async request =>
        {
            await admission.AdmitAsync(request, key.Device, cancellationToken);
            return ModelSize.OfFiles(request);
        },
        (request, reserved) => Load(key, request, reserved, cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private ServedModel Load(SlotKey key, LoadRequest request, long reservedBytes, CancellationToken cancellationToken)
    {
        var before = MemoryReading.PrivateBytes();
        var model = loader.Load(request, key.Device, cancellationToken);
        RequireUnchanged(request, model.Retire);
        model.MemoryBytes = SizeOf(before, reservedBytes);
        model.Reopen = new SessionReload(model, () => ReopenAsync(key, model), clock).RunAsync;
        model.Unloaded = budget.Forget;
        budget.Settle(model, reservedBytes);
        return model;
    }

    private async Task<InferenceSession> ReopenAsync(SlotKey key, ServedModel model)
    {
        using var limit = new CancellationTokenSource(options.Value.LoadTimeout, clock);
        return await InTurnAsync(
            key, _ => ValueTask.FromResult(model.MemoryBytes),
            (request, reserved) =>
            {
                var (before, device) = (MemoryReading.PrivateBytes(), model.Device);
                var session = loader.Reopen(request, key.Device, model, limit.Token);
                RequireUnchanged(request, session.Dispose);
                model.MemoryBytes = model.Device == device ? model.MemoryBytes : SizeOf(before, ModelSize.OfFiles(request));
                budget.Settle(model, reserved);
                return session;
            },
            limit.Token);
    }

    /// <summary>It was admitted before it was opened, and may have been replaced in between.</summary>
    private static void RequireUnchanged(LoadRequest request, Action letGo)
    {
        try
        {
            request.RequireUnchanged();
        }
        catch
        {
            letGo();
            throw;
        }
    }

    private long SizeOf(long before, long ofFiles) =>
        Math.Min(ModelSize.Measured(MemoryReading.PrivateBytes() - before, ofFiles), budget.MaxBytes);

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
            throw InferenceErrors.ModelNotReady(
                key.Version.Model, key.Version.Version, $"there is no room for its {size} bytes: all versions in memory are in use.");
        }
    }

    private async Task<T> InTurnAsync<T>(
        SlotKey key, Func<LoadRequest, ValueTask<long>> sizeOf, Func<LoadRequest, long, T> load, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        var start = clock.GetTimestamp();
        var errorType = "";
        try
        {
            var request = await versions.PrepareAsync(key.Version, cancellationToken);
            using var layout = request.Layout;
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
        catch (Exception error)
        {
            errorType = (error as MaasException)?.Reason ?? error.GetType().Name;
            throw;
        }
        finally
        {
            metrics.LoadEnded(key.Version.Model, clock.GetElapsedTime(start), errorType);
            _turns.Release();
        }
    }
}
