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
    TrainingMetrics metrics,
    IOptions<TrainingOptions> options,
    ILogger<JobRecovery> logger)
{
    // Restarts of a service are not the job's fault, but a job that brings services down must end some day.
    private const int MaxAttempts = 50;

    /// <summary>Takes up all there are.</summary>
    /// <returns>How many.</returns>
    public async Task<int> TakeUpAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        while (await store.TakeExpiredAsync(LeaseOwner.Service, options.Value.LeaseDuration, cancellationToken) is { } taken)
        {
            count++;
            try
            {
                await TakeUpAsync(taken.Job, taken.FormerOwner);
            }
            catch (LeaseLostException)
            {
                // Whoever has it takes it up.
            }
        }

        return count;
    }

    private async Task TakeUpAsync(Job job, string formerOwner)
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
            case var _ when formerOwner.Length == 0:
                // Given back by a service that went down in order, or found by the next owner of its file.
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
