using System.Threading.Channels;
using Maas.Training.Plans;
using Maas.Training.Search.Spaces;
using Maas.Training.Search.Stopping;
using Maas.Training.Search.Studies;

namespace Maas.Training.Jobs.Searching;

/// <summary>
/// One attempt of a search: begins trials as long as there is room and budget, listens to them, stops what is not worth going on, and keeps the folder
/// of the best. Used once; one caller at a time.
/// </summary>
internal sealed class SearchRun(
    Job search,
    StudyPlan plan,
    Study study,
    StudyClock clock,
    TimeProvider time,
    TrialJobs jobs,
    TrialStore trials,
    JobBoard board,
    Func<IReadOnlyDictionary<string, ParameterValue>, JobSpec> specOf,
    int parallelTrials)
{
    // When this many have failed and none was completed, it is not the parameters.
    private const int MostFailures = 5;

    // Of the budget, for the start of a baseline's worker and its learning: the rest goes to its export and to registration.
    private const double LearningShare = 0.6;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly Channel<(int Number, Job Job)> _changes = Channel.CreateUnbounded<(int, Job)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<int, Job> _running = [];
    private Job? _best;
    private Job? _unmeasuredBaseline;
    private string _end = "";

    /// <summary>What was found so far.</summary>
    public SearchOutcome Outcome => new(study.Best?.Number ?? 0, study.Best?.Parameters ?? plan.Baseline, study.Journal.Trials.Count);

    /// <summary>Runs trials until nothing is left to do.</summary>
    /// <returns>The best trial, its folder kept; null when there is none.</returns>
    public async Task<Job?> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var trial in study.Journal.Trials.Where(trial => trial.State == TrialState.Running || trial == study.Best))
        {
            await FollowAsync(trial, cancellationToken);
        }

        while (true)
        {
            await BeginAsync(cancellationToken);
            if (_running.Count == 0)
            {
                return _best ?? _unmeasuredBaseline;
            }

            await ListenAsync(cancellationToken);
        }
    }

    /// <summary>Stops all trials and waits until they have stopped.</summary>
    public async Task StopAllAsync()
    {
        foreach (var job in _running.Values)
        {
            await jobs.StopAsync(job.Id);
        }

        while (_running.Count > 0)
        {
            var (number, job) = await _changes.Reader.ReadAsync();
            if (job.IsFinal && _running.Remove(number))
            {
                await jobs.RemoveAsync(job);
            }
        }

        foreach (var kept in new[] { _best, _unmeasuredBaseline }.OfType<Job>())
        {
            await jobs.RemoveAsync(kept);
        }
    }

    /// <summary>Why there is no model.</summary>
    public JobError WhyNone()
    {
        var all = study.Journal.Trials;
        return all.Any(trial => trial.State == TrialState.Completed)
            ? TrainingErrors.NoFeasibleTrial(all.Count, plan.Constraints, all)
            : TrainingErrors.NoTrialSucceeded(all.Count, all.FirstOrDefault(trial => trial.Problem.Length > 0)?.Problem ?? _end);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        while (_running.Count < parallelTrials && !HasOnlyFailed())
        {
            var next = study.Ask(clock.Elapsed);
            if (next.Trial is not { } trial)
            {
                _end = next.Kind;
                return;
            }

            await trials.SetAsync(search.Id, trial, cancellationToken);
            await FollowAsync(trial, cancellationToken);
        }
    }

    private bool HasOnlyFailed() =>
        study.Journal.Trials.Count(trial => trial.State == TrialState.Failed) >= MostFailures
        && study.Journal.Trials.All(trial => trial.State is TrialState.Failed or TrialState.Running);

    private async Task FollowAsync(Trial trial, CancellationToken cancellationToken)
    {
        var number = trial.Number;
        DateTimeOffset? learnUntil = trial.IsBaseline && plan.Budget.MaxDuration is { } budget
            ? time.GetUtcNow() + (budget * LearningShare) - clock.Elapsed
            : null;
        _running[number] = await jobs.BeginAsync(
            search, number, specOf(trial.Parameters), learnUntil, job => _changes.Writer.TryWrite((number, job)), cancellationToken);
        Report();
    }

    // Waits for the next change, but no longer than trials may run; what a baseline is given for its learning makes it end in time.
    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var left = plan.Budget.MaxDuration * (1 - plan.Budget.ReservedRatio) - clock.Elapsed;
        if (left <= TimeSpan.Zero)
        {
            await StopLateAsync();
        }

        using var deadline = left > TimeSpan.Zero && left < LongestWait ? new CancellationTokenSource(left.Value, time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var (number, job) = await _changes.Reader.ReadAsync(either.Token);
            await HearAsync(number, job);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time is over, or nothing was heard for very long.
        }
    }

    private async Task StopLateAsync()
    {
        foreach (var number in _running.Keys.Where(number => number > 0 && IsRunning(number)).ToList())
        {
            await StopAsync(number, StopReason.TimeSpent);
        }
    }

    private bool IsRunning(int number) => study.Journal.Trials[number].State == TrialState.Running;

    private async Task HearAsync(int number, Job job)
    {
        if (job.IsFinal)
        {
            _running.Remove(number);
            await EndAsync(number, job);
        }
        else if (IsRunning(number) && job.Progress is { EpochCount: > 0 and var epoch, ValidationLoss: { } loss })
        {
            var reason = study.Report(number, epoch, loss, clock.Elapsed);
            if (reason == StopReason.Diverged)
            {
                study.Fail(number, $"The validation loss left the range of numbers in epoch {epoch}.", clock.Elapsed);
                await KeepAsync(number);
                await jobs.StopAsync(job.Id);
            }
            else if (reason.Length > 0 && !(number == 0 && reason == StopReason.TimeSpent))
            {
                await StopAsync(number, reason);
            }
        }

        Report(job.IsFinal ? null : job.Progress);
    }

    private async Task StopAsync(int number, string reason)
    {
        study.Stop(number, reason, clock.Elapsed);
        await KeepAsync(number);
        await jobs.StopAsync(_running[number].Id);
    }

    private async Task EndAsync(int number, Job job)
    {
        var isKept = false;
        if (IsRunning(number))
        {
            isKept = Judge(number, job);
            await KeepAsync(number);
        }
        else if (study.Best?.Number == number && job.State == JobState.Succeeded)
        {
            // A search that goes on finds its best again.
            isKept = true;
        }

        if (isKept && study.Best?.Number == number)
        {
            (var before, _best) = (_best, job);
            if (before is not null && before.Id != job.Id)
            {
                await jobs.RemoveAsync(before);
            }
        }
        else if (!isKept)
        {
            await jobs.RemoveAsync(job);
        }
    }

    // Whether its folder is worth keeping.
    private bool Judge(int number, Job job)
    {
        if (job.State != JobState.Succeeded)
        {
            var problem = job.Error?.Message ?? "It was stopped.";
            if (job.State == JobState.Failed && job.Error?.Reason is not ("INTERNAL_ERROR" or "JOB_TIMED_OUT"))
            {
                study.Fail(number, problem, clock.Elapsed);
            }
            else
            {
                study.Abandon(number, problem, clock.Elapsed);
            }

            return false;
        }

        if (jobs.FindOutcome(job) is not { } outcome)
        {
            study.Abandon(number, "Its files cannot be read.", clock.Elapsed);
            return false;
        }

        var spec = search.Spec;
        var measured = Measurements(outcome);
        var missing = plan.Constraints.FirstOrDefault(constraint => !measured.ContainsKey(constraint.Metric))?.Metric;
        if (SearchMetric.Find(spec.Search!.Objective, outcome.Metrics, spec.FoldCount > 0) is not { } value || missing is not null)
        {
            study.Abandon(number, $"'{missing ?? spec.Search!.Objective}' cannot be told of it.", clock.Elapsed);
            _unmeasuredBaseline = number == 0 ? job : _unmeasuredBaseline;
            return number == 0;
        }

        study.Complete(number, value, measured, clock.Elapsed);
        return study.Best?.Number == number;
    }

    private Dictionary<string, double> Measurements(TrainingOutcome outcome)
    {
        var measured = new Dictionary<string, double>(outcome.Metrics)
        {
            [ArtifactMeasure.SizeBytes] = outcome.ModelSizeBytes,
            [ArtifactMeasure.LatencyP50] = outcome.LatencyP50Seconds,
            [ArtifactMeasure.LatencyP95] = outcome.LatencyP95Seconds,
        };

        // A bound on a metric is one on rows that were not learnt from.
        foreach (var metric in plan.Constraints.Select(constraint => constraint.Metric).Where(metric => !measured.ContainsKey(metric)).ToList())
        {
            var prefix = search.Spec.FoldCount > 0 ? "cross_validation" : "validation";
            if (outcome.Metrics.TryGetValue($"{prefix}.{metric}", out var value))
            {
                measured[metric] = value;
            }
        }

        return measured;
    }

    private Task KeepAsync(int number) => trials.SetAsync(search.Id, study.Journal.Trials[number], CancellationToken.None);

    private void Report(JobProgress? trial = null)
    {
        var all = study.Journal.Trials;
        var ended = all.Count(known => known.State != TrialState.Running);
        var byTrials = (double)ended / plan.Budget.MaxTrials;
        var byTime = plan.Budget.MaxDuration is { } budget ? clock.Elapsed / budget : 0;
        board.Report(search.Id, (trial ?? JobProgress.Queued) with
        {
            Stage = JobProgress.SearchingStage,
            Ratio = JobProgress.WorkerShare * Math.Clamp(Math.Max(byTrials, byTime), 0, 1),
            TrialCount = all.Count,
            EndedTrialCount = ended,
            BestObjective = study.Best?.Value,
            Remaining = plan.Budget.MaxDuration is { } whole && whole > clock.Elapsed ? whole - clock.Elapsed : null,
        });
    }
}
