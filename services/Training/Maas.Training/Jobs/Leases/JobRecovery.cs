using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Training.Jobs.Leases;

/// <summary>
/// Takes up jobs that nobody holds any more: trained ones are registered, cancelled ones ended, the others go back into the
/// queue. Thread-safe, also between services on one database: each job is taken up by one of them.
/// </summary>
internal sealed partial class JobRecovery(
    JobStore store,
    JobRunner runner,
    JobScheduler scheduler,
    JobQueue queue,
    JobRuns runs,
    TrainingMetrics metrics,
    IOptions<TrainingOptions> options,
    TimeProvider clock,
    ILogger<JobRecovery> logger)
{
    // Restarts of a service are not the job's fault, but a job that brings services down must end some day.
    private const int MaxAttempts = 50;

    /// <summary>Takes up all there are.</summary>
    /// <param name="graceEnd">
    /// Until then, who holds a lease may not have been able to renew it: others than those given back are left till then, and a lease that
    /// ran out by then is no death of a worker.
    /// </param>
    /// <param name="cancellationToken">Ends it between two jobs.</param>
    /// <returns>How many.</returns>
    public async Task<int> TakeUpAsync(DateTimeOffset graceEnd, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now < graceEnd)
        {
            return await TakeUpAsync(DateTimeOffset.UnixEpoch, isDeath: false, cancellationToken);
        }

        return await TakeUpAsync(graceEnd, isDeath: false, cancellationToken) + await TakeUpAsync(now, isDeath: true, cancellationToken);
    }

    private async Task<int> TakeUpAsync(DateTimeOffset ranOutBy, bool isDeath, CancellationToken cancellationToken)
    {
        var count = 0;
        while (await store.TakeExpiredAsync(
            LeaseOwner.Service, options.Value.LeaseDuration, runs.HeldIds, ranOutBy, cancellationToken) is { } taken)
        {
            count++;
            try
            {
                await TakeUpAsync(taken.Job, taken.FormerOwner, isDeath);
            }
            catch (LeaseLostException)
            {
                // Whoever has it takes it up.
            }
        }

        return count;
    }

    private async Task TakeUpAsync(Job job, string formerOwner, bool isDeath)
    {
        switch (job)
        {
            case { State: JobState.Cancelling }:
                await runner.CancelAsync(job);
                break;
            case { IsTrained: true }:
                scheduler.Register(job);
                break;
            case { AttemptCount: >= MaxAttempts }:
                await runner.FailAsync(job, TrainingErrors.Interrupted(job.AttemptCount));
                break;
            case var _ when !isDeath || formerOwner.Length == 0 || formerOwner == LeaseOwner.Service || job.Spec.Search is not null:
                // Given back by a service that went down in order, or found by the next owner of its file; or this service's, which
                // does not know of it; or a search, of which only services hold leases; or one whose holder
                // could not be heard: no worker died.
                await runner.RequeueAsync(job);
                break;
            default:
                metrics.LeaseExpired();
                LogExpired(job.Name, job.AttemptCount, LeaseOwner.Shown(formerOwner));
                await runner.BuryAsync(job, string.Create(
                    CultureInfo.InvariantCulture,
                    $"when nothing had been heard of '{LeaseOwner.Shown(formerOwner)}' for {options.Value.LeaseDuration.TotalSeconds} s"));
                break;
        }

        queue.Wake();
    }

    [LoggerMessage(1, LogLevel.Warning, "The lease of {Job} (attempt {Attempt}) ran out: nothing was heard of {Owner}.")]
    private partial void LogExpired(string job, int attempt, string owner);
}
