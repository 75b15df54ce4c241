using Maas.Training.Search.Studies;

namespace Maas.Training.Search.Stopping;

/// <summary>
/// Asynchronous successive halving: rungs stand at r, r * eta, r * eta^2, … steps, and a trial goes on from a rung when its best loss
/// until then is among the best 1 / eta of all that have come there so far, or the best of fewer than 2 eta. Nobody waits for others, so
/// one slow trial holds up none.
/// </summary>
/// <remarks>
/// Source: Li et al., "A system for massively parallel hyperparameter tuning", 2020, section 3, in the form that stops rather than
/// pauses. It is the best loss that counts because training keeps the weights of the best epoch.
/// </remarks>
internal sealed class AshaRule(StoppingPlan plan) : IStoppingRule
{
    /// <inheritdoc/>
    public bool MustStop(Trial trial, int stepBefore, IEnumerable<Trial> others) =>
        Rungs().Where(rung => rung > stepBefore).TakeWhile(rung => rung <= trial.LastStep).Any(rung => !IsKept(trial, rung, others));

    private bool IsKept(Trial trial, int rung, IEnumerable<Trial> others)
    {
        var own = trial.BestLossAt(rung)!.Value;
        var there = others.Select(other => other.BestLossAt(rung)).OfType<double>().ToList();
        var kept = Math.Max(1, (there.Count + 1) / plan.ReductionFactor);
        return there.Count(loss => loss < own) < kept;
    }

    private IEnumerable<int> Rungs()
    {
        var end = plan.MaxSteps > 0 ? plan.MaxSteps : int.MaxValue;
        for (long rung = plan.MinSteps; rung < end; rung *= plan.ReductionFactor)
        {
            yield return (int)rung;
        }
    }
}
