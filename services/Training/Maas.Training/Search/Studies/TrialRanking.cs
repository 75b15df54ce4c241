namespace Maas.Training.Search.Studies;

/// <summary>
/// Orders what is known, best first: completed trials that keep all constraints, by their value; stopped ones, by how far they came, then by
/// their loss; completed ones that break a constraint, by how much; failed ones. Of equals, the earlier.
/// </summary>
/// <remarks>
/// That those that break a constraint come last is of Gelbart, Snoek, Adams, "Bayesian optimization with unknown constraints", 2014, section 1, in its simplest
/// form: among them nothing counts but to come nearer to what is allowed.
/// </remarks>
internal sealed class TrialRanking(StudyPlan plan) : IComparer<Trial>
{
    /// <summary>Whether a completed trial keeps all constraints.</summary>
    public bool IsFeasible(Trial trial) => ExcessOf(trial) <= 0;

    /// <inheritdoc/>
    public int Compare(Trial? x, Trial? y)
    {
        var left = KeyOf(x!);
        var right = KeyOf(y!);
        return left.CompareTo(right);
    }

    private (int Class, double First, double Second, int Number) KeyOf(Trial trial) => trial.State switch
    {
        TrialState.Completed when IsFeasible(trial) => (0, plan.IsMaximized ? -trial.Value!.Value : trial.Value!.Value, 0, trial.Number),
        TrialState.Stopped => (1, -trial.LastStep, trial.BestLossAt(trial.LastStep) ?? double.PositiveInfinity, trial.Number),
        TrialState.Completed => (2, ExcessOf(trial), 0, trial.Number),
        _ => (3, 0, 0, trial.Number),
    };

    private double ExcessOf(Trial trial) =>
        plan.Constraints.Sum(constraint => Math.Max(0, constraint.ExcessOf(trial.Measurements[constraint.Metric])));
}
