using Maas.Inference.Catalog;
using Maas.Inference.Models;
using Maas.Inference.Serving;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Repository;

/// <summary>
/// Where callers load and unload, looks again and again at the files of versions that left memory: one whose files are others now cannot
/// come back, and shall not be called ready until a request finds out.
/// </summary>
internal sealed class EvictedVersions(
    Reconciler reconciler, ModelCatalog catalog, IOptions<InferenceOptions> options, TimeProvider clock) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ModelRepositoryInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var (version, model) in FindEvicted())
            {
                if (HasChanged(version))
                {
                    // It fails, and so it is told as when a request had asked.
                    await model.TryReturnToMemoryAsync(stoppingToken);
                }
            }
        }
    }

    private IEnumerable<(VersionKey Version, ServedModel Model)> FindEvicted() =>
        from entry in reconciler.Report.Statuses
        from status in entry.Value
        where status.State == ModelState.Ready
        let model = catalog.Current.Entries.GetValueOrDefault(entry.Key)?.Find(status.Version.Version)?.Model
        where model is { IsInMemory: false }
        select (status.Version, model);

    private bool HasChanged(VersionKey version)
    {
        try
        {
            var folder = Path.GetDirectoryName(RepositoryScan.PathOf(options.Value.ModelRepository!, version))!;
            return !RepositoryStamp.IsOf(RepositoryStamp.Of(new DirectoryInfo(folder)), version.Stamp);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The whole folder may be away for a moment. A request finds out.
            return false;
        }
    }
}
