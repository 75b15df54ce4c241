using Maas.Errors;
using Maas.Inference.Admission;
using Maas.Inference.Loading;
using Maas.Inference.Models;
using Maas.Inference.Residency;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Serving;

/// <summary>Admits and loads versions, and brings them back after they left memory. Thread-safe.</summary>
internal sealed class VersionLoader(
    LoadTurns turns, ModelAdmission admission, OnnxLoader loader, MemoryBudget budget, IOptions<InferenceOptions> options,
    TimeProvider clock, ILogger<VersionLoader> log)
{
    /// <summary>Loads one version.</summary>
    /// <returns>A model the caller must retire.</returns>
    /// <exception cref="MaasException">It cannot be served; the message says why.</exception>
    public async Task<ServedModel> LoadAsync(SlotKey key, CancellationToken cancellationToken)
    {
        FileDigests? admitted = null;
        var (model, elapsed) = await turns.RunAsync(
            key,
            isReturning: false,
            async request =>
            {
                admitted = await admission.AdmitAsync(request, key.Device, cancellationToken);
                return ModelSize.OfFiles(request);
            },
            (request, reserved) => Load(key, request, admitted!, reserved, cancellationToken),
            cancellationToken);
        model.CountLoad(elapsed);
        return model;
    }

    /// <summary>Whether a model that left memory could come back without making others leave.</summary>
    public bool HasRoomFor(ServedModel model) => budget.HasRoomFor(model.MemoryBytes);

    private ServedModel Load(
        SlotKey key, LoadRequest request, FileDigests admitted, long reservedBytes, CancellationToken cancellationToken)
    {
        var before = MemoryReading.PrivateBytes();
        var model = loader.Load(request, key.Device, cancellationToken);
        RequireUnchanged(request, model.Retire);
        model.MemoryBytes = SizeOf(before, reservedBytes);
        model.Reopen = new SessionReload(model, () => ReopenAsync(key, model, admitted), clock, log).RunAsync;
        model.Unloaded = budget.Forget;
        budget.Settle(model, reservedBytes);
        return model;
    }

    private async Task<InferenceSession> ReopenAsync(SlotKey key, ServedModel model, FileDigests admitted)
    {
        using var limit = new CancellationTokenSource(options.Value.LoadTimeout, clock);
        var (returned, elapsed) = await turns.RunAsync(
            key,
            isReturning: true,
            async request =>
            {
                await admitted.RequireSameAsync(request, limit.Token);
                return model.MemoryBytes;
            },
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
        model.CountLoad(elapsed);
        return returned;
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
}
