using Maas.Errors;

namespace Maas.Monitoring.Alerts.Actions;

/// <summary>Takes aliases back. Thread-safe.</summary>
internal interface IAliasRollback
{
    /// <summary>Takes an alias back to where it pointed before its last move; done once, however often it is asked for.</summary>
    /// <param name="alias"><c>models/{model}/aliases/{alias}</c>.</param>
    /// <param name="modelVersion">Only while it points at this version.</param>
    /// <param name="requestId">The same at every attempt.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="MaasException">It is not known what became of it: to be tried again.</exception>
    Task<ActionOutcome> RollBackAsync(string alias, string modelVersion, string requestId, CancellationToken cancellationToken);
}

/// <summary>Starts training jobs. Thread-safe.</summary>
internal interface ITrainingStart
{
    /// <summary>Starts a job like an earlier one on the newest version of its data; done once, however often it is asked for.</summary>
    /// <param name="trainingJob">The earlier job.</param>
    /// <param name="allowsSameData">Also when there is no newer version.</param>
    /// <param name="newJobId">Last segment of the new job's name, the same at every attempt.</param>
    /// <param name="requestId">The same at every attempt.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="MaasException">It is not known what became of it: to be tried again.</exception>
    Task<ActionOutcome> StartAsync(
        string trainingJob, bool allowsSameData, string newJobId, string requestId, CancellationToken cancellationToken);
}

/// <summary>Which failures of another service may pass by themselves.</summary>
internal static class PassingFailures
{
    public static bool MayPass(MaasException failure) => failure.Code
        is MaasErrorCode.Unavailable or MaasErrorCode.DeadlineExceeded or MaasErrorCode.ResourceExhausted or MaasErrorCode.Cancelled;
}
