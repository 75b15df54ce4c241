using Maas.Training.Search.Studies;

namespace Maas.Training.Search.Stopping;

/// <summary>
/// Stops a trial whose best loss is larger than the median of what others had reached by the same step, as soon as enough others have come there.
/// </summary>
/// <remarks>
/// Source: Golovin et al., "Google Vizier: a service for black-box optimization", 2017, section 3.2.2; with the best loss in place of
/// the mean, because training keeps the weights of the best epoch, and with stopped trials among the others, without which only the
/// survivors would be compared with and it would be the harder to go on the longer the study lasts.
/// </remarks>
internal sealed class MedianRule(StoppingPlan plan) : IStoppingRule
{
    /// <inheritdoc/>
    public bool MustStop(Trial trial, int stepBefore, IEnumerable<Trial> others)
    {
        var step = trial.LastStep;
        if (step < plan.MinSteps || (plan.MaxSteps > 0 && step >= plan.MaxSteps))
        {
            return false;
        }

        var there = others.Select(other => other.BestLossAt(step)).OfType<double>().Order().ToList();
        return there.Count >= plan.MinTrials && trial.BestLossAt(step) > MedianOf(there);
    }

    private static double MedianOf(List<double> sorted) => (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
