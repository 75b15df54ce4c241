using Maas.Errors;
using Maas.Inference.Loading;
using Maas.Inference.Models;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Serving;

/// <summary>Fetches and loads versions, a few at a time so that serving keeps its processors. Thread-safe.</summary>
internal sealed class VersionLoader(
    IVersionProvider versions, OnnxLoader loader, IOptions<InferenceOptions> options, ServingMetrics metrics, TimeProvider clock)
    : IDisposable
{
    private readonly SemaphoreSlim _turns = new(options.Value.ConcurrentLoads);

    /// <summary>Loads one version.</summary>
    /// <returns>A model the caller must retire.</returns>
    /// <exception cref="MaasException">It cannot be served; the message says why.</exception>
    public async Task<ServedModel> LoadAsync(SlotKey key, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        var start = clock.GetTimestamp();
        var errorType = "";
        try
        {
            var request = await versions.PrepareAsync(key.Version, cancellationToken);
            using var layout = request.Layout;
            return loader.Load(request, key.Device, cancellationToken);
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

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();
}
