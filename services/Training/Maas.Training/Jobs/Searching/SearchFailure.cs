using System.Globalization;
using Maas.Training.Search.Studies;

namespace Maas.Training.Jobs.Searching;

/// <summary>Tells why a search found no model.</summary>
internal static class SearchFailure
{
    /// <summary>The error of the job.</summary>
    /// <param name="trials">All of them, ended.</param>
    /// <param name="constraints">What a model must keep.</param>
    /// <param name="hopeless">Why the baseline showed that none can be found; else empty.</param>
    /// <param name="end">Why no more trials were begun; one of <see cref="NextTrialKind"/>.</param>
    public static JobError Of(IReadOnlyList<Trial> trials, IReadOnlyList<SearchConstraint> constraints, string hopeless, string end)
    {
        if (hopeless.Length > 0)
        {
            return TrainingErrors.NoTrialSucceeded(trials.Count, hopeless);
        }

        var completed = trials.Where(trial => trial.State == TrialState.Completed).ToList();
        return completed.Count > 0
            ? TrainingErrors.NoFeasibleTrial(trials.Count, constraints.Select(constraint => Closest(constraint, completed)))
            : TrainingErrors.NoTrialSucceeded(trials.Count, trials.FirstOrDefault(trial => trial.Problem.Length > 0)?.Problem ?? end);
    }

    private static string Closest(SearchConstraint constraint, List<Trial> completed)
    {
        var values = completed.Select(trial => trial.Measurements[constraint.Metric]);
        var (bound, best) = constraint.IsLowest ? ("or more", values.Max()) : ("or less", values.Min());
        return string.Create(CultureInfo.InvariantCulture, $"{constraint.Metric} of {constraint.Limit} {bound} (best {best:G4})");
    }
}
