using Maas.Errors;
using Maas.Training.Search.Stopping;

namespace Maas.Training.Search.Studies;

/// <summary>
/// A search for the best parameters: says which trial comes next and which is stopped. Runs nothing and reads no clock, so that what it
/// says follows from its <see cref="Journal"/> and what it is told. Not thread-safe: one caller at a time, though many trials may be
/// running.
/// </summary>
/// <remarks>
/// How it is used: <see cref="Ask"/> for a trial as long as there are free workers; tell each epoch to <see cref="Report"/> and end the
/// trial when that says so; tell its end once, by <see cref="Complete"/>, <see cref="Stop"/>, <see cref="Fail"/> or
/// <see cref="Abandon"/>. A worker must also be stopped at <see cref="SearchBudget.DeadlineOf"/>, whether it reports or not. Keep the
/// journal after each call, or of a long study the trial that changed and the time. All times are those since the study began.
/// </remarks>
internal sealed class Study
{
    private readonly StudyPlan _plan;
    private readonly List<Trial> _trials;
    private readonly TrialProposal _proposal;
    private readonly TrialRanking _ranking;
    private readonly IStoppingRule? _rule;
    private TimeSpan _elapsed;

    private Study(StudyJournal journal)
    {
        _plan = journal.Plan;
        _trials = [.. journal.Trials];
        _elapsed = journal.Elapsed;
        _proposal = new TrialProposal(_plan);
        _ranking = new TrialRanking(_plan);
        _rule = _plan.Stopping.Rule switch
        {
            StoppingRule.Asha => new AshaRule(_plan.Stopping),
            StoppingRule.Median => new MedianRule(_plan.Stopping),
            _ => null,
        };
    }

    /// <summary>Begins a study.</summary>
    /// <exception cref="MaasException"><c>SPEC_INVALID</c>, with every fault of the plan.</exception>
    public static Study Create(StudyPlan plan)
    {
        var violations = new List<FieldViolation>();
        new PlanRules("search", violations).Check(plan);
        return violations.Count == 0 ? new Study(new StudyJournal { Plan = plan }) : throw TrainingErrors.SpecInvalid(violations);
    }

    /// <summary>Goes on with a study. Trials that are running still are: go on with them, or abandon them.</summary>
    public static Study Restore(StudyJournal journal) => new(journal);

    /// <summary>All of it as it is now.</summary>
    public StudyJournal Journal => new() { Plan = _plan, Trials = [.. _trials], Elapsed = _elapsed };

    /// <summary>The completed trial with the best value that keeps all constraints; null when there is none.</summary>
    public Trial? Best => _trials
        .Where(trial => trial.State == TrialState.Completed && _ranking.IsFeasible(trial))
        .Min(_ranking);

    /// <summary>Begins a trial, unless the budget is spent.</summary>
    public NextTrial Ask(TimeSpan elapsed)
    {
        Tick(elapsed);
        if (_trials.Count == 0)
        {
            return Begin(_plan.Baseline);
        }

        if (_trials.Count >= _plan.Budget.MaxTrials)
        {
            return new NextTrial(NextTrialKind.TrialsSpent);
        }

        if (_trials[0].State == TrialState.Running)
        {
            return new NextTrial(NextTrialKind.Wait);
        }

        if (!_plan.Budget.Allows(TrialForecast.Of(_trials), _elapsed))
        {
            return new NextTrial(NextTrialKind.TimeSpent);
        }

        return _proposal.Next(_trials) is { } parameters ? Begin(parameters) : new NextTrial(NextTrialKind.SpaceExhausted);
    }

    /// <summary>Takes what a running trial tells on the way. A step that was told before, by a worker that goes on from a checkpoint, changes nothing.</summary>
    /// <param name="number">The trial.</param>
    /// <param name="step">Passes over the data so far, 1 or more.</param>
    /// <param name="loss">Smaller is better, whatever the objective.</param>
    /// <param name="elapsed">Time of the study.</param>
    /// <returns>One of <see cref="StopReason"/>: why the trial must end. The baseline is never unpromising: nobody runs beside it.</returns>
    public string Report(int number, int step, double loss, TimeSpan elapsed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        Tick(elapsed);
        var trial = RunningAt(number);
        if (!double.IsFinite(loss))
        {
            return StopReason.Diverged;
        }

        var stepBefore = trial.LastStep;
        if (step > stepBefore)
        {
            trial = trial with { Reports = [.. trial.Reports, new TrialReport(step, loss)] };
            _trials[number] = trial;
        }

        if (_elapsed >= _plan.Budget.DeadlineOf(trial))
        {
            return StopReason.TimeSpent;
        }

        return step > stepBefore && _rule?.MustStop(trial, stepBefore, OthersThan(trial)) == true
            ? StopReason.Unpromising
            : StopReason.None;
    }

    /// <summary>Ends a trial that was trained to its end and measured.</summary>
    /// <param name="number">The trial.</param>
    /// <param name="value">The objective, finite.</param>
    /// <param name="measurements">Finite; every metric of the constraints is there.</param>
    /// <param name="elapsed">Time of the study.</param>
    /// <exception cref="ArgumentException">A number is not finite, or a metric is not there.</exception>
    public void Complete(int number, double value, IReadOnlyDictionary<string, double> measurements, TimeSpan elapsed)
    {
        if (!double.IsFinite(value) || !measurements.Values.All(double.IsFinite))
        {
            throw new ArgumentException($"Expected finite numbers of trial {number}; one that has none has failed.", nameof(value));
        }

        if (_plan.Constraints.FirstOrDefault(constraint => !measurements.ContainsKey(constraint.Metric)) is { } missing)
        {
            throw new ArgumentException($"Trial {number} tells no '{missing.Metric}', which is constrained.", nameof(measurements));
        }

        End(number, trial => trial with { State = TrialState.Completed, Value = value, Measurements = measurements }, elapsed);
    }

    /// <summary>Ends a trial that was stopped because <see cref="Report"/> said so, or because its time was over.</summary>
    /// <param name="number">The trial.</param>
    /// <param name="reason">One of <see cref="StopReason"/>.</param>
    /// <param name="elapsed">Time of the study.</param>
    public void Stop(int number, string reason, TimeSpan elapsed) =>
        End(number, trial => trial with { State = TrialState.Stopped, Problem = reason }, elapsed);

    /// <summary>Ends a trial whose parameters do not work.</summary>
    public void Fail(int number, string problem, TimeSpan elapsed) =>
        End(number, trial => trial with { State = TrialState.Failed, Problem = problem }, elapsed);

    /// <summary>Gives up a trial for reasons that are not its own. Its parameters may be tried again; of the budget it stays spent.</summary>
    public void Abandon(int number, string problem, TimeSpan elapsed) =>
        End(number, trial => trial with { State = TrialState.Abandoned, Problem = problem }, elapsed);

    private NextTrial Begin(IReadOnlyDictionary<string, Spaces.ParameterValue> parameters)
    {
        var trial = new Trial { Number = _trials.Count, State = TrialState.Running, Parameters = parameters, BeginTime = _elapsed };
        _trials.Add(trial);
        return new NextTrial(NextTrialKind.Begun, trial);
    }

    private void End(int number, Func<Trial, Trial> change, TimeSpan elapsed)
    {
        Tick(elapsed);
        _trials[number] = change(RunningAt(number)) with { EndTime = _elapsed };
    }

    private Trial RunningAt(int number) => _trials[number] is { State: TrialState.Running } trial
        ? trial
        : throw new InvalidOperationException($"Trial {number} is {_trials[number].State} already.");

    private IEnumerable<Trial> OthersThan(Trial trial) =>
        _trials.Where(other => other.Number != trial.Number && other.State != TrialState.Abandoned);

    // Callers look at their clock before they wait for each other.
    private void Tick(TimeSpan elapsed) => _elapsed = elapsed > _elapsed ? elapsed : _elapsed;
}
