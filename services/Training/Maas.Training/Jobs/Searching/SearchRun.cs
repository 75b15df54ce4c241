using Maas.Errors;
using Maas.Training.Jobs.Leases;
using Maas.Training.Jobs.Workers;
using Maas.Training.Plans;
using Maas.Training.Search.Spaces;
using Maas.Training.Search.Stopping;
using Maas.Training.Search.Studies;

namespace Maas.Training.Jobs.Searching;

/// <summary>
/// One attempt of a search: begins trials as long as there is room and budget, listens to them, and stops what is not worth going on. Used once; one
/// caller at a time.
/// </summary>
internal sealed class SearchRun(
    SearchAttempt attempt,
    HeldJobs held,
    TrialJobs jobs,
    TrialStore trials,
    SearchReport report,
    Func<IReadOnlyDictionary<string, ParameterValue>, JobSpec> specOf,
    ConnectedSlots slots)
{
    // When this many have failed and none was completed, it is not the parameters.
    private const int MostFailures = 5;

    // Of the budget, for the start of a baseline's worker and its learning: the rest goes to its export and to registration.
    private const double LearningShare = 0.6;

    private readonly RunningTrials _running = new(jobs, attempt.Clock);
    private readonly TrialJudge _judge = new(attempt, jobs, trials);
    private string _end = "";

    /// <summary>What was found so far.</summary>
    public SearchOutcome Outcome => new(Study.Best?.Number ?? 0, Study.Best?.Parameters ?? Plan.Baseline, Study.Journal.Trials.Count)
    {
        Duration = Clock.Elapsed,
    };

    private StudyPlan Plan => attempt.Plan;

    private Study Study => attempt.Study;

    private SearchClock Clock => attempt.Clock;

    // Looked at anew before every trial: workers come and go.
    private int ParallelTrials => attempt.Job.Spec.Search!.ParallelTrials
        ?? Math.Max(1, slots.CountOf(needsGpu: attempt.Job.Spec.DevicePolicy == DevicePolicy.GpuRequired));

    /// <summary>Runs trials until nothing is left to do.</summary>
    /// <returns>The best trial, its folder kept; null when there is none.</returns>
    public async Task<Job?> RunAsync(CancellationToken cancellationToken)
    {
        slots.Grown += _running.Wake;
        try
        {
            await TakeUpAsync(cancellationToken);
            await BeginAsync(cancellationToken);
            while (_running.Numbers.Count > 0)
            {
                await ListenAsync(cancellationToken);
                await BeginAsync(cancellationToken);
            }

            return _judge.Best;
        }
        finally
        {
            slots.Grown -= _running.Wake;
        }
    }

    /// <summary>Stops all trials and waits until they have stopped, but not for ever.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task StopAllAsync(CancellationToken cancellationToken)
    {
        await _running.StopAllAsync(cancellationToken);
        await _judge.DropAsync();
    }

    /// <summary>Why there is no model.</summary>
    public JobError WhyNone() => SearchFailure.Of(Study.Journal.Trials, Plan.Constraints, _judge.Hopeless, _end);

    // What an earlier attempt left: its running trials and the best go on, all else is stopped and removed.
    private async Task TakeUpAsync(CancellationToken cancellationToken)
    {
        var known = Study.Journal.Trials;
        foreach (var job in (await jobs.ListAsync(attempt.Job, cancellationToken)).Where(job => job.Trial!.Winner is null))
        {
            var trial = known.FirstOrDefault(trial => trial.Number == job.Trial!.Number);
            if (trial is { IsBaseline: true, State: TrialState.Abandoned } && job.State == JobState.Succeeded)
            {
                _judge.TakeUp(job);
            }
            else if (trial is null || (trial.State != TrialState.Running && trial.Number != Study.Best?.Number))
            {
                await jobs.StopAsync(job);
                await jobs.RemoveAsync(job);
            }
        }

        foreach (var trial in known.Where(trial => trial.State == TrialState.Running || trial.Number == Study.Best?.Number))
        {
            await FollowAsync(trial, cancellationToken);
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        while (_running.Numbers.Count < ParallelTrials && _judge.Hopeless.Length == 0 && !HasOnlyFailed())
        {
            var next = Study.Ask(Clock.Elapsed);
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
        Study.Journal.Trials.Count(trial => trial.State is TrialState.Failed or TrialState.Abandoned) >= MostFailures
        && Study.Journal.Trials.All(trial => trial.State is TrialState.Failed or TrialState.Abandoned or TrialState.Running);

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
            Study.Fail(number, error.Message, Clock.Elapsed);
            await KeepAsync(number);
            return;
        }

        var origin = new TrialOrigin(attempt.Job.Id, number, trial.IsBaseline ? Plan.Budget.MaxDuration * LearningShare : null)
        {
            KeepsCheckpoint = attempt.Job.Spec.Variants.Count > 0 && Algorithm.IsNetwork(spec.Algorithm),
        };
        await _running.BeginAsync(origin, spec, cancellationToken);
        await ReportAsync(null);
    }

    // Waits for the next change, but no longer than trials may run; what a baseline is given for its learning makes it end in time.
    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var left = Plan.Budget.MaxDuration * (1 - Plan.Budget.ReservedRatio) - Clock.Elapsed;
        if (left <= TimeSpan.Zero && Clock.IsGoing)
        {
            await StopLateAsync();
        }

        using var deadline = Clock.TokenAfter(left);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            if (await _running.HearAsync(either.Token) is { } heard)
            {
                await HearAsync(heard.Number, heard.Job, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time is over, or nothing was heard for very long.
        }
    }

    private async Task StopLateAsync()
    {
        foreach (var number in _running.Numbers.Where(number => number > 0 && attempt.IsRunning(number)).ToList())
        {
            await StopAsync(number, StopReason.TimeSpent);
        }
    }

    private async Task HearAsync(int number, Job job, CancellationToken cancellationToken)
    {
        await StartAsync(job);
        if (job.IsFinal)
        {
            await _judge.EndAsync(number, job, cancellationToken);
        }
        else if (attempt.IsRunning(number) && job.Progress is { EpochCount: > 0 and var epoch, ValidationLoss: { } loss })
        {
            var reason = Study.Report(number, epoch, loss, Clock.Elapsed);
            if (reason == StopReason.Diverged)
            {
                Study.Fail(number, $"The validation loss left the range of numbers in epoch {epoch}.", Clock.Elapsed);
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
        if (!Clock.IsGoing && job.StartTime is { } start)
        {
            Clock.Start(start);
            await held.ChangeAsync(attempt.Job, current => current with { SearchStartTime = start });
        }
    }

    private async Task StopAsync(int number, string reason)
    {
        Study.Stop(number, reason, Clock.Elapsed);
        await KeepAsync(number);
        await _running.StopAsync(number);
    }

    private Task KeepAsync(int number) => trials.SetAsync(attempt.Job, Study.Journal.Trials[number], CancellationToken.None);

    private async Task ReportAsync(JobProgress? trial)
    {
        if (await report.TellAsync(trial))
        {
            foreach (var number in _running.Numbers.Where(attempt.IsRunning).ToList())
            {
                await KeepAsync(number);
            }
        }
    }
}
