using Maas.Inference.Serving;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Repository;

/// <summary>
/// Serves a model repository: looks at the folder at the start and again and again. A folder that cannot be read changes nothing.
/// </summary>
internal sealed partial class RepositoryWatcher(
    Reconciler reconciler, IOptions<InferenceOptions> options, TimeProvider clock, ILogger<RepositoryWatcher> log) : BackgroundService
{
    private IReadOnlyList<DesiredEntry>? _known;
    private string _problem = "";
    private IReadOnlyList<string> _skipped = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var folder = options.Value.ModelRepository!;
        using var timer = new PeriodicTimer(options.Value.ModelRepositoryInterval, clock);
        do
        {
            Look(folder);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Look(string folder)
    {
        try
        {
            var (found, problems) = new RepositoryScan(folder, _known ?? []).Read();
            foreach (var problem in problems.Except(_skipped))
            {
                LogSkipped(log, problem);
            }

            (_problem, _skipped) = ("", problems);
            if (_known is null || !_known.SelectMany(entry => entry.Versions).SequenceEqual(found.SelectMany(entry => entry.Versions)))
            {
                _known = found;
                reconciler.Want(found);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (_problem != error.Message)
            {
                _problem = error.Message;
                LogUnreadable(log, folder, error.Message);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The model repository '{Folder}' cannot be read; what is served stays as it is. {Problem}")]
    private static partial void LogUnreadable(ILogger log, string folder, string problem);

    [LoggerMessage(2, LogLevel.Warning, "In the model repository {Problem}")]
    private static partial void LogSkipped(ILogger log, string problem);
}
