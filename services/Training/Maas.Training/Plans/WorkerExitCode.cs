namespace Maas.Training.Plans;

/// <summary>
/// How a worker process ends. Any other code: it died, and another may try. A worker kills itself when its standard
/// input is closed.
/// </summary>
public static class WorkerExitCode
{
    /// <summary>The artifact, the outcome and the baseline are in the job folder.</summary>
    public const int Done = 0;

    /// <summary>The job cannot succeed; <c>error.json</c> says why. Trying again gives the same.</summary>
    public const int Failed = 2;
}
