using System.Threading.Channels;
using Maas.Errors;
using Maas.Training.Jobs.Leases;
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
    SearchClock clock,
    HeldJobs held,
    TrialJobs jobs,
    TrialStore trials,
    SearchReport report,
    Func<IReadOnlyDictionary<string, ParameterValue>, JobSpec> specOf,
    int parallelTrials)
{
    // When this many have failed and none was completed, it is not the parameters.
    private const int MostFailures = 5;

    // Of the budget, for the start of a baseline's worker and its learning: the rest goes to its export and to registration.
    private const double LearningShare = 0.6;

    // A worker that does not answer is given up then; its lease runs out.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    private readonly Channel<(int Number, Job Job)> _changes = Channel.CreateUnbounded<(int, Job)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<int, Job> _running = [];
    private Job? _best;
    private Job? _unmeasuredBaseline;
    private string _end = "";
    private string _hopeless = "";

    /// <summary>What was found so far.</summary>
    public SearchOutcome Outcome => new(study.Best?.Number ?? 0, study.Best?.Parameters ?? plan.Baseline, study.Journal.Trials.Count);

    /// <summary>Runs trials until nothing is left to do.</summary>
    /// <returns>The best trial, its folder kept; null when there is none.</returns>
    public async Task<Job?> RunAsync(CancellationToken cancellationToken)
    {
        await TakeUpAsync(cancellationToken);
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

    /// <summary>Stops all trials and waits until they have stopped, but not for ever.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task StopAllAsync(CancellationToken cancellationToken)
    {
        using var limit = clock.TokenAfter(LongestStop);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        foreach (var job in _running.Values)
        {
            await jobs.StopAsync(job);
        }

        try
        {
            while (_running.Count > 0)
            {
                var (number, job) = await _changes.Reader.ReadAsync(either.Token);
                if (job.IsFinal && _running.Remove(number))
                {
                    await jobs.RemoveAsync(job);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What is left is removed with the search.
        }

        foreach (var kept in new[] { _best, _unmeasuredBaseline }.OfType<Job>())
        {
            await jobs.RemoveAsync(kept);
        }
    }

    /// <summary>Why there is no model.</summary>
    public JobError WhyNone() => SearchFailure.Of(study.Journal.Trials, plan.Constraints, _hopeless, _end);

    // What an earlier attempt left: its running trials and the best go on, all else is stopped and removed.
    private async Task TakeUpAsync(CancellationToken cancellationToken)
    {
        var trials = study.Journal.Trials;
        foreach (var job in await jobs.ListAsync(search, cancellationToken))
        {
            var trial = trials.FirstOrDefault(trial => trial.Number == job.Trial!.Number);
            if (trial is { IsBaseline: true, State: TrialState.Abandoned } && job.State == JobState.Succeeded)
            {
                _unmeasuredBaseline = job;
            }
            else if (trial is null || (trial.State != TrialState.Running && trial.Number != study.Best?.Number))
            {
                await jobs.StopAsync(job);
                await jobs.RemoveAsync(job);
            }
        }

        foreach (var trial in trials.Where(trial => trial.State == TrialState.Running || trial.Number == study.Best?.Number))
        {
            await FollowAsync(trial, cancellationToken);
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        while (_running.Count < parallelTrials && _hopeless.Length == 0 && !HasOnlyFailed())
        {
            var next = study.Ask(clock.Elapsed);
            if (next.Trial is not { } trial)
            {
                _end = next.Kind;
                return;
            }

            await KeepAsync(trial.Number);
            await FollowAsync(trial, cancellationToken);
        }
    }

    private bool HasOnlyFailed() =>
        study.Journal.Trials.Count(trial => trial.State is TrialState.Failed or TrialState.Abandoned) >= MostFailures
        && study.Journal.Trials.All(trial => trial.State is TrialState.Failed or TrialState.Abandoned or TrialState.Running);

    private async Task FollowAsync(Trial trial, CancellationToken cancellationToken)
    {
        var number = trial.Number;
        JobSpec spec;
        try
        {
            spec = specOf(trial.Parameters);
        }
        catch (MaasException error) when (error.Code == MaasErrorCode.InvalidArgument)
        {
            // These values do not go together.
            study.Fail(number, error.Message, clock.Elapsed);
            await KeepAsync(number);
            return;
        }

        _running[number] = await jobs.BeginAsync(
            search, number, spec, trial.IsBaseline ? plan.Budget.MaxDuration * LearningShare : null, job => _changes.Writer.TryWrite((number, job)),
            cancellationToken);
        await ReportAsync(null);
    }

    // Waits for the next change, but no longer than trials may run; what a baseline is given for its learning makes it end in time.
    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var left = plan.Budget.MaxDuration * (1 - plan.Budget.ReservedRatio) - clock.Elapsed;
        if (left <= TimeSpan.Zero && clock.IsGoing)
        {
            await StopLateAsync();
        }

        using var deadline = clock.TokenAfter(left);
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
        await StartAsync(job);
        if (job.IsFinal)
        {
            if (_running.Remove(number))
            {
                await EndAsync(number, job);
            }
        }
        else if (IsRunning(number) && job.Progress is { EpochCount: > 0 and var epoch, ValidationLoss: { } loss })
        {
            var reason = study.Report(number, epoch, loss, clock.Elapsed);
            if (reason == StopReason.Diverged)
            {
                study.Fail(number, $"The validation loss left the range of numbers in epoch {epoch}.", clock.Elapsed);
                await KeepAsync(number);
                await jobs.StopAsync(job);
            }
            else if (reason.Length > 0 && !(number == 0 && reason == StopReason.TimeSpent))
            {
                await StopAsync(number, reason);
            }
        }

        await ReportAsync(job.IsFinal ? null : job.Progress);
    }

    // The budget is spent from the moment a worker takes the first trial.
    private async Task StartAsync(Job job)
    {
        if (!clock.IsGoing && job.StartTime is { } start)
        {
            clock.Start(start);
            await held.ChangeAsync(search, current => current with { SearchStartTime = start });
        }
    }

    private async Task StopAsync(int number, string reason)
    {
        study.Stop(number, reason, clock.Elapsed);
        await KeepAsync(number);
        await jobs.StopAsync(_running[number]);
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
            foreach (var worse in new[] { before, _unmeasuredBaseline }.OfType<Job>().Where(worse => worse.Id != job.Id))
            {
                await jobs.RemoveAsync(worse);
            }

            _unmeasuredBaseline = null;
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

        var measured = TrialMeasurement.Of(outcome, search.Spec, plan.Constraints);
        if (measured is { Objective: { } value, MissingMetric: "" })
        {
            study.Complete(number, value, measured.Values, clock.Elapsed);
            return study.Best?.Number == number;
        }

        return JudgeUnmeasured(number, job, measured);
    }

    // A baseline whose time did not allow two folds is still a model. What cannot be told of it at all cannot be told of others either.
    private bool JudgeUnmeasured(int number, Job job, TrialMeasurement measured)
    {
        var problem = $"'{measured.MissingMetric}' cannot be told of these rows.";
        study.Abandon(number, measured.IsCut ? "Its time was spent before two folds were measured." : problem, clock.Elapsed);
        if (number != 0)
        {
            return false;
        }

        _hopeless = measured.IsCut ? "" : problem;
        _unmeasuredBaseline = measured.IsCut && measured.KeepsWhatIsKnown(plan.Constraints) ? job : null;
        return _unmeasuredBaseline is not null;
    }

    private Task KeepAsync(int number) => trials.SetAsync(search, study.Journal.Trials[number], CancellationToken.None);

    private async Task ReportAsync(JobProgress? trial)
    {
        if (await report.TellAsync(trial))
        {
            foreach (var number in _running.Keys.Where(IsRunning).ToList())
            {
                await KeepAsync(number);
            }
        }
    }
}
