using Maas.Training.Jobs.Leases;
using Maas.Training.Search.Studies;

namespace Maas.Training.Jobs.Searching;

/// <summary>Shows how far a search is, and stores it now and then. One caller at a time.</summary>
internal sealed class SearchReport(SearchAttempt attempt, JobBoard board, HeldJobs held)
{
    // How much of what is told may be lost when the service dies.
    private static readonly TimeSpan StoreInterval = TimeSpan.FromSeconds(5);

    private TimeSpan _lastStored;

    /// <summary>Shows it.</summary>
    /// <param name="trial">Of the trial that told last; null when none has since.</param>
    /// <returns>Whether it was stored too.</returns>
    /// <exception cref="LeaseLostException">Somebody else has the search.</exception>
    public async Task<bool> TellAsync(JobProgress? trial)
    {
        var (search, plan, study, clock) = attempt;
        var all = study.Journal.Trials;
        var ended = all.Count(known => known.State != TrialState.Running);
        var byTrials = (double)ended / plan.Budget.MaxTrials;
        var byTime = plan.Budget.MaxDuration is { } budget ? clock.Elapsed / budget : 0;
        var progress = (trial ?? JobProgress.Queued) with
        {
            Stage = JobProgress.SearchingStage,
            Curve = LossCurve.Empty,
            Ratio = JobProgress.WorkerShare * Math.Clamp(Math.Max(byTrials, byTime), 0, 1),
            TrialCount = all.Count,
            EndedTrialCount = ended,
            BestObjective = study.Best?.Value,
            Remaining = plan.Budget.MaxDuration is { } whole && whole > clock.Elapsed ? whole - clock.Elapsed : null,
        };
        board.Report(search.Id, progress);
        if (clock.Elapsed - _lastStored < StoreInterval)
        {
            return false;
        }

        _lastStored = clock.Elapsed;
        await held.ChangeAsync(search, current => current with { Progress = progress });
        return true;
    }
}
