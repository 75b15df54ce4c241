using Maas.Errors;
using Maas.Storage.Database;
using Maas.Training.Jobs.Leases;
using Microsoft.Extensions.Logging;

namespace Maas.Training.Jobs;

/// <summary>
/// Takes a claimed job through training and registration and writes down what becomes of it. All methods throw
/// <see cref="LeaseLostException"/>, and change nothing, when somebody else has taken the job. Thread-safe.
/// </summary>
internal sealed partial class JobRunner(
    JobStore store,
    JobBoard board,
    HeldJobs held,
    JobFiles files,
    JobTrainer trainer,
    JobRegistration registration,
    TrainingMetrics metrics,
    TimeProvider clock,
    ILogger<JobRunner> logger)
{
    private const int MaxDeaths = 3;

    // Live progress is stored so often at most: a restart loses no more of it than this.
    private static readonly TimeSpan ProgressStoreInterval = TimeSpan.FromSeconds(5);

    /// <summary>Has a job trained that was claimed.</summary>
    /// <param name="job">Held by the caller.</param>
    /// <param name="worker">Trains it.</param>
    /// <param name="cancellationToken">Stops the worker.</param>
    /// <returns>The job as it was left: trained (a trial is final then, and its folder stays), queued again, or final.</returns>
    /// <exception cref="OperationCanceledException">Asked to stop; nothing was written.</exception>
    public async Task<Job> TrainAsync(Job job, IWorker worker, CancellationToken cancellationToken)
    {
        LogStarted(job.Name, job.AttemptCount);
        AttemptEnd end;
        await using (var progress = new ProgressKeeper(
            job, board, store, ProgressStoreInterval, error => LogNotStored(job.Name, error), clock))
        {
            end = await trainer.TrainAsync(job, worker, progress.Report, cancellationToken);
        }

        return end switch
        {
            { Error: { } error } => await FailAsync(job, error),
            { IsGivenBack: true } => await ReturnAsync(job),
            { Death: { } death } => await BuryAsync(job, death),
            _ when job.Trial is not null => await EndAsync(job, current => current with { State = JobState.Succeeded, IsTrained = true }),
            _ => await held.ChangeAsync(job, current => current with
            {
                IsTrained = true,
                // What remains is this service's, whoever trained it.
                LeaseOwner = LeaseOwner.Service,
                Progress = board.WithProgress(current).Progress.Registering(),
            }),
        };
    }

    /// <summary>Registers the model of a trained job.</summary>
    /// <returns>The job in its final state.</returns>
    /// <exception cref="OperationCanceledException">Asked to stop; of its end nothing was written.</exception>
    /// <exception cref="MaasException">The database is away; of its end nothing was written.</exception>
    public async Task<Job> RegisterAsync(Job job, CancellationToken cancellationToken)
    {
        var end = await registration.RegisterAsync(job, (variant, version) => KeepAsync(job, variant, version), cancellationToken);
        return await EndAsync(job, end.End);
    }

    /// <summary>
    /// Writes down that a job was stopped on request. When its model is published already, that is its result: it has succeeded, and says which variants were
    /// left out; but for one whose alias is still to be moved, which fails and names the version.
    /// </summary>
    public Task<Job> CancelAsync(Job job) =>
        ConcludeAsync(job, JobRegistration.Cancelled, current => current with { State = JobState.Cancelled });

    /// <summary>Writes down that a job cannot succeed; or, when its model is published already, that its alias or its variants cannot.</summary>
    public Task<Job> FailAsync(Job job, JobError error) =>
        ConcludeAsync(job, error.Message, current => current with { State = JobState.Failed, Error = error });

    /// <summary>
    /// Puts a job back into the queue, for another worker; or ends it, when that was asked for. One that is trained is left: when its lease has run out, whoever
    /// takes it up registers it.
    /// </summary>
    public Task<Job> RequeueAsync(Job job) => ReturnAsync(job);

    /// <summary>
    /// Writes down that a worker ended without a result: the job goes back into the queue, or fails when it was the last that
    /// it is given.
    /// </summary>
    /// <param name="job">Held by the caller.</param>
    /// <param name="death">How it ended, to follow "the last".</param>
    public async Task<Job> BuryAsync(Job job, string death)
    {
        if (job.DeathCount + 1 >= MaxDeaths)
        {
            return await FailAsync(job, TrainingErrors.WorkerDied(MaxDeaths, death));
        }

        return await ReturnAsync(job, deaths: 1);
    }

    private async Task<Job> ReturnAsync(Job job, int deaths = 0)
    {
        var returned = await held.ChangeAsync(job, current => current.State == JobState.Cancelling || current.IsTrained
            ? current
            : Requeued(current) with { DeathCount = current.DeathCount + deaths });

        // Who asked for a stop in the meantime gets it.
        return returned.State == JobState.Cancelling ? await CancelAsync(job) : returned;
    }

    private Job Requeued(Job job) => job with { State = JobState.Queued, Progress = board.WithProgress(job).Progress.Requeued() };

    private Task<Job> KeepAsync(Job job, string variant, string version) => held.ChangeAsync(job, current => current with
    {
        Published = new Dictionary<string, string>(current.Published) { [variant] = version },
    });

    // What is published is there, whatever came after it. What was measured of it is read before the row is locked: it may be much.
    private async Task<Job> ConcludeAsync(Job job, string problem, Func<Job, Job> endUnpublished)
    {
        var current = await held.GetAsync(job);
        return await EndAsync(job, current.IsPublished ? Conclude(current, problem).End : endUnpublished);
    }

    private RegistrationEnd Conclude(Job published, string problem)
    {
        try
        {
            return registration.Conclude(published, problem);
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            LogNotConcluded(published.Name, published.Published[""], error);
            return RegistrationEnd.Failed(TrainingErrors.ResultLost(published.Published[""]));
        }
    }

    private async Task<Job> EndAsync(Job job, Func<Job, Job> change)
    {
        var ended = await held.ChangeAsync(job, current => change(current) with { EndTime = clock.GetStorableNow() });
        if (ended is not { Trial: not null, IsTrained: true })
        {
            files.Delete(ended);
        }

        if (ended.Trial is null)
        {
            metrics.JobFinished($"{ended.State}", ended.Error?.Reason ?? "", ended.EndTime!.Value - ended.CreateTime);
        }

        LogEnded(ended.Name, ended.State, ended.Error?.Reason ?? ended.Result?.ModelVersion ?? "");
        return ended;
    }

    [LoggerMessage(1, LogLevel.Information, "{Job} begins, attempt {Attempt}.")]
    private partial void LogStarted(string job, int attempt);

    [LoggerMessage(3, LogLevel.Warning, "The progress of {Job} could not be stored; the next may be.")]
    private partial void LogNotStored(string job, Exception error);

    [LoggerMessage(4, LogLevel.Warning, "{Job} is published as {Version}, and what its worker left cannot be read.")]
    private partial void LogNotConcluded(string job, string version, Exception error);

    [LoggerMessage(2, LogLevel.Information, "{Job} ended as {State} {Detail}.")]
    private partial void LogEnded(string job, JobState state, string detail);
}
