using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>Trains one attempt at a job: a child process, or a process on another machine.</summary>
internal interface IWorker
{
    /// <summary>Trains to the end; what came out is in the folder then.</summary>
    /// <param name="folder">Holds the plan.</param>
    /// <param name="onProgress">Called in order, one at a time.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    Task<WorkerEnd> RunAsync(JobFolder folder, Action<WorkerProgress> onProgress, CancellationToken cancellationToken);

    /// <summary>What became of the attempt is written down, or will not be.</summary>
    void Release();
}
