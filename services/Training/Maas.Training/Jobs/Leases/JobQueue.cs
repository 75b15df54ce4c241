using Maas.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Training.Jobs.Leases;

/// <summary>
/// Hands waiting jobs, oldest first, to who can train them: the slots of this service and workers elsewhere. Each gets a
/// lease on its job. Thread-safe.
/// </summary>
internal sealed partial class JobQueue(
    JobStore store, JobBoard board, IOptions<TrainingOptions> options, TimeProvider clock, ILogger<JobQueue> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private TaskCompletionSource _wake = NewSignal();

    /// <summary>Says that a job may wait.</summary>
    public void Wake() => Interlocked.Exchange(ref _wake, NewSignal()).SetResult();

    /// <summary>Takes the next job, as soon as there is one.</summary>
    /// <param name="owner">Who holds its lease from then on.</param>
    /// <param name="cancellationToken">Ends the wait; no job is taken then.</param>
    /// <param name="isSearch">A search, which needs no worker, or else what a worker trains.</param>
    /// <param name="hasGpu">Whether it may be a job that needs a GPU, asked at every look; null for never.</param>
    public async Task<Job> ClaimAsync(
        string owner, CancellationToken cancellationToken, bool isSearch = false, Func<bool>? hasGpu = null)
    {
        while (true)
        {
            // Before the look, so that what is added after it is not missed.
            var wake = Volatile.Read(ref _wake).Task;
            try
            {
                if (await store.ClaimNextAsync(owner, options.Value.LeaseDuration, cancellationToken, isSearch, hasGpu?.Invoke() ?? false) is { } job)
                {
                    board.Put(job);
                    return job;
                }

                await wake.WaitAsync(cancellationToken);
            }
            catch (MaasException error) when (error.Code == MaasErrorCode.Unavailable)
            {
                LogAway(error.Message);
                await Task.Delay(RetryDelay, clock, cancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // Who claims jobs must not end by one that cannot be: nobody would notice, and none would be trained.
                LogBug(error);
                await Task.Delay(RetryDelay, clock, cancellationToken);
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(1, LogLevel.Warning, "No job can be claimed now: {Problem}")]
    private partial void LogAway(string problem);

    [LoggerMessage(2, LogLevel.Error, "A claim of a job ran into a bug; it is tried again.")]
    private partial void LogBug(Exception error);
}
