using Maas.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Repository;

/// <summary>
/// Loads the models that a server whose callers load and unload starts with. A folder that cannot be read is looked at again and again.
/// </summary>
internal sealed partial class RepositoryStart(
    RepositoryControl control, IOptions<InferenceOptions> options, TimeProvider clock, ILogger<RepositoryStart> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ModelRepositoryInterval, clock);
        var known = "";
        while (!TryStart(ref known))
        {
            await timer.WaitForNextTickAsync(stoppingToken);
        }
    }

    private bool TryStart(ref string known)
    {
        try
        {
            foreach (var problem in control.Start(options.Value.StartModels))
            {
                LogSkipped(log, problem);
            }

            return true;
        }
        catch (MaasException error)
        {
            if (known != error.Message)
            {
                known = error.Message;
                LogUnreadable(log, error.Message);
            }

            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Nothing is served yet. {Problem}")]
    private static partial void LogUnreadable(ILogger log, string problem);

    [LoggerMessage(2, LogLevel.Warning, "In the model repository {Problem}")]
    private static partial void LogSkipped(ILogger log, string problem);
}
