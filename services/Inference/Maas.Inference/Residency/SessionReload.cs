using Maas.Errors;
using Maas.Inference.Models;
using Maas.Inference.Serving;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Residency;

/// <summary>
/// Brings the session of one version back into memory. After a failure it is tried again only when some time has passed, longer with each
/// failure; whoever asks before is told at once what went wrong. Used by one caller at a time.
/// </summary>
/// <param name="model">The version.</param>
/// <param name="load">Loads it.</param>
/// <param name="clock">Tells when the time has passed.</param>
/// <param name="log">Gets what callers are not told.</param>
internal sealed partial class SessionReload(ServedModel model, Func<Task<InferenceSession>> load, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    // Clients wait for it, unlike for a first load.
    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(1);

    private readonly BackOff _backOff = new(FirstRetry, LastRetry);
    private DateTimeOffset _retryTime = DateTimeOffset.MinValue;
    private string _problem = "";

    /// <summary>Loads it, or fails at once while the last failure is fresh.</summary>
    /// <exception cref="MaasException"><c>MODEL_NOT_READY</c> with the reason, and the time until the next try.</exception>
    public async Task<InferenceSession> RunAsync()
    {
        if (_retryTime - clock.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            throw NotReady(left);
        }

        try
        {
            var session = await load();
            _backOff.Reset();
            model.Tell(reloadProblem: "");
            return session;
        }
        catch (Exception error)
        {
            // What is only in the way now, others who use the memory say, does not count against it.
            var delay = error is MaasException { Reason: "MODEL_NOT_READY" } ? FirstRetry : _backOff.Next();
            _retryTime = clock.GetUtcNow() + delay;
            if (error is not (MaasException or OperationCanceledException))
            {
                LogFailed(log, model.Model, model.Version, delay, error.Message, LoadFailure.IsBug(error) ? error : null);
            }

            _problem = $"it could not be brought back into memory: {ProblemOf(error)}";

            // Where only others need the memory for a moment, nothing is wrong with this version.
            if (error.InnerException is not NoRoomException)
            {
                model.Tell(reloadProblem: _problem);
            }

            throw NotReady(delay, error);
        }
    }

    private MaasException NotReady(TimeSpan retryDelay, Exception? cause = null) =>
        InferenceErrors.ModelNotReady(model.Model, model.Version, _problem, retryDelay, cause);

    private static string ProblemOf(Exception error) => error switch
    {
        MaasException told => told.Metadata.GetValueOrDefault("problem") ?? told.Message,
        OperationCanceledException => "it took longer than 'Maas:Inference:LoadTimeout' allows.",
        _ => LoadFailure.Told(error),
    };

    [LoggerMessage(1, LogLevel.Error, "'{Model}' version {Version} did not come back into memory; next try in {Delay}: {Problem}")]
    private static partial void LogFailed(ILogger log, string model, string version, TimeSpan delay, string problem, Exception? error);
}
