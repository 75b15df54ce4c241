using Maas.Training.Plans;
using Maas.Training.Search.Studies;

namespace Maas.Training.Jobs.Searching;

/// <summary>What was measured of a trained trial.</summary>
/// <param name="Values">By name: the worker's metrics, those of <see cref="ArtifactMeasure"/>, and those that are bounded.</param>
/// <param name="Objective">What trials are compared by; null when it cannot be told.</param>
/// <param name="MissingMetric">What cannot be told, the objective or a bounded metric; empty when all can.</param>
/// <param name="IsCut">Folds were asked for, and the time was spent before two of them were measured.</param>
internal sealed record TrialMeasurement(IReadOnlyDictionary<string, double> Values, double? Objective, string MissingMetric, bool IsCut)
{
    private const string FoldsPrefix = "cross_validation";

    /// <summary>Reads what a worker left.</summary>
    /// <param name="outcome">What it left.</param>
    /// <param name="spec">Of the search.</param>
    /// <param name="constraints">A bound on a metric is one on rows that were not learnt from.</param>
    public static TrialMeasurement Of(TrainingOutcome outcome, JobSpec spec, IReadOnlyList<SearchConstraint> constraints)
    {
        var hasFolds = spec.FoldCount > 0;
        var values = new Dictionary<string, double>(outcome.Metrics)
        {
            [ArtifactMeasure.SizeBytes] = outcome.ModelSizeBytes,
            [ArtifactMeasure.LatencyP50] = outcome.LatencyP50Seconds,
            [ArtifactMeasure.LatencyP95] = outcome.LatencyP95Seconds,
        };
        foreach (var metric in constraints.Select(constraint => constraint.Metric))
        {
            if (outcome.Metrics.TryGetValue($"{(hasFolds ? FoldsPrefix : "validation")}.{metric}", out var value))
            {
                values[metric] = value;
            }
        }

        var objective = SearchMetric.Find(spec.Search!.Objective, outcome.Metrics, hasFolds);
        return new TrialMeasurement(
            values,
            objective,
            objective is null ? spec.Search.Objective : constraints.FirstOrDefault(constraint => !values.ContainsKey(constraint.Metric))?.Metric ?? "",
            hasFolds && !outcome.Metrics.Keys.Any(name => name.StartsWith($"{FoldsPrefix}.", StringComparison.Ordinal)));
    }

    /// <summary>Whether it breaks none of the bounds on what could be measured.</summary>
    public bool KeepsWhatIsKnown(IReadOnlyList<SearchConstraint> constraints) => constraints.All(constraint =>
        !Values.TryGetValue(constraint.Metric, out var own) || constraint.ExcessOf(own) <= 0);
}
