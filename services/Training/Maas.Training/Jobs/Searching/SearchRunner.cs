using Maas.Errors;
using Maas.Training.Datasets;
using Maas.Training.Jobs.Leases;
using Maas.Training.Jobs.Workers;
using Maas.Training.Search.Studies;
using Microsoft.Extensions.Logging;

namespace Maas.Training.Jobs.Searching;

/// <summary>Takes a claimed search through its trials. It needs no worker itself; its trials are jobs of their own. Thread-safe.</summary>
internal sealed partial class SearchRunner(
    DatasetStore datasets,
    JobStore store,
    JobBoard board,
    HeldJobs held,
    JobRuns runs,
    JobFiles files,
    TrialJobs jobs,
    TrialStore trials,
    JobRunner runner,
    ConnectedSlots slots,
    TimeProvider clock,
    ILogger<SearchRunner> logger)
{
    /// <summary>Searches until the budget is spent; goes on where an earlier attempt stood.</summary>
    /// <param name="job">Claimed, with a search.</param>
    /// <param name="cancellationToken">
    /// Ends it. When the job is cancelled, its trials have stopped when this returns; when the service goes down, or another took the job, they go on.
    /// </param>
    /// <returns>The job as it was left: trained, or failed.</returns>
    /// <exception cref="OperationCanceledException">Asked to stop; of the job itself nothing was written.</exception>
    public async Task<Job> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var version = await datasets.GetVersionAsync(job.Spec.DatasetId, job.Spec.DatasetNumber, cancellationToken);
        var baseline = SpecCompletion.Baseline(job.Sent!, version);
        var known = await trials.GetAllAsync(job.Id, cancellationToken);
        var plan = SearchPlanning.ToStudyPlan(job.Spec, baseline);
        var study = known.Count == 0 ? Study.Create(plan) : Study.Restore(new StudyJournal { Plan = plan, Trials = known });
        var attempt = new SearchAttempt(job, plan, study, new SearchClock(clock, job.SearchStartTime));
        var run = new SearchRun(
            attempt, held, jobs, trials, new SearchReport(attempt, board, held),
            parameters => SearchPlanning.ToTrialSpec(job.Sent!, parameters, version), slots);
        var variants = new WinnerVariants(attempt, jobs, files, board);
        LogBegun(job.Name, known.Count);
        try
        {
            return await run.RunAsync(cancellationToken) is { } best
                ? await TakeAsync(attempt, run.Outcome, best, variants, cancellationToken)
                : await runner.FailAsync(job, run.WhyNone());
        }
        catch (Exception error)
        {
            if (await HasEndedAsync(job, error))
            {
                await variants.StopAsync(runs.Ending);
                await run.StopAllAsync(runs.Ending);
            }

            throw;
        }
    }

    private async Task<Job> TakeAsync(
        SearchAttempt attempt, SearchOutcome outcome, Job best, WinnerVariants variants, CancellationToken cancellationToken)
    {
        var job = attempt.Job;
        var found = SinceWhen(job.Search, outcome);
        LogEnded(job.Name, found.TrialCount, found.BestTrial);
        if (job.Spec.Variants.Count > 0)
        {
            await held.ChangeAsync(job, current => current with { Search = found });
        }

        var left = await variants.MakeAsync(best, cancellationToken);
        if (job.Spec.Variants.Count > 0)
        {
            found = found with { VariantsDuration = attempt.Clock.Elapsed - found.Duration };
        }

        // The folder stays where it is: who dies before or after this finds it by what is written.
        var trained = await held.ChangeAsync(job, current => current with
        {
            IsTrained = true,
            Adopted = new TrainedAttempt(left.Uid, left.AttemptCount),
            Search = found,
            Progress = board.WithProgress(current).Progress.Registering(),
        });
        await jobs.ForgetAsync(left);
        if (left.Id != best.Id)
        {
            await jobs.RemoveAsync(best);
        }
        else
        {
            await variants.DropAsync();
        }

        return trained;
    }

    // What an attempt before this one had found already, it found then: what came after is no time of the search.
    private static SearchOutcome SinceWhen(SearchOutcome? before, SearchOutcome found) =>
        before is not null && (before.BestTrial, before.TrialCount) == (found.BestTrial, found.TrialCount) ? before : found;

    // Asked to, or by a bug. When the service goes down, the database is away or another service has the search, its trials go on.
    private async Task<bool> HasEndedAsync(Job job, Exception error)
    {
        if (runs.Ending.IsCancellationRequested || error is LeaseLostException or MaasException { Code: MaasErrorCode.Unavailable })
        {
            return false;
        }

        return error is not OperationCanceledException || await store.FindAsync(job.Id, CancellationToken.None) is null or { State: JobState.Cancelling };
    }

    [LoggerMessage(1, LogLevel.Information, "{Job} searches; {Known} trials were begun before.")]
    private partial void LogBegun(string job, int known);

    [LoggerMessage(2, LogLevel.Information, "{Job} ended its search after {Trials} trials; the best is {Best}.")]
    private partial void LogEnded(string job, int trials, int best);
}
