using Maas.Errors;
using Maas.Training.Search.Sampling;
using Maas.Training.Search.Spaces;
using Maas.Training.Search.Stopping;

namespace Maas.Training.Search.Studies;

/// <summary>Checks a plan of a study and finds every fault of it.</summary>
/// <param name="root">Path of the plan in the request.</param>
/// <param name="violations">Gets every fault.</param>
internal sealed class PlanRules(string root, List<FieldViolation> violations)
{
    private const int MaxConstraints = 16;
    private const int MostSteps = 10_000;

    /// <summary>Checks all of it. Whether it is sound is told by the violations.</summary>
    public void Check(StudyPlan plan)
    {
        var faultsBefore = violations.Count;
        new SpaceRules(root, violations).Check(plan.Space);
        if (violations.Count == faultsBefore)
        {
            CheckBaseline(plan);
        }

        RequireWord(plan.Sampler, SamplerKind.All, "sampler");
        CheckConstraints(plan.Constraints);
        CheckStopping(plan.Stopping);
        CheckBudget(plan.Budget);
    }

    private void CheckBaseline(StudyPlan plan)
    {
        if (plan.Baseline.Count == 0)
        {
            return;
        }

        foreach (var parameter in plan.Space.Parameters)
        {
            var isSet = plan.Baseline.TryGetValue(parameter.Name, out var value);
            var isThere = parameter.IsThere(plan.Baseline);
            Require(isSet == isThere, "baseline", isThere
                ? $"Expected a value of '{parameter.Name}', got none."
                : $"'{parameter.Name}' is not there beside these values; leave it out.");
            Require(!isSet || parameter.Has(value), "baseline", $"'{parameter.Name}' is never '{value}'.");
        }

        foreach (var name in plan.Baseline.Keys.Where(name => plan.Space.Parameters.All(parameter => parameter.Name != name)))
        {
            Require(false, "baseline", $"The space has no parameter '{name}'; leave it out.");
        }
    }

    private void CheckConstraints(IReadOnlyList<SearchConstraint> constraints)
    {
        Require(constraints.Count <= MaxConstraints, "constraints", $"Expected at most {MaxConstraints}, got {constraints.Count}.");
        for (var i = 0; i < constraints.Count; i++)
        {
            Require(constraints[i].Metric.Length > 0, $"constraints[{i}].metric", "Expected the name of a metric, got none.");
            Require(double.IsFinite(constraints[i].Limit), $"constraints[{i}].limit", $"Expected a finite number, got {constraints[i].Limit}.");
        }

        Require(constraints.DistinctBy(constraint => (constraint.Metric, constraint.IsLowest)).Count() == constraints.Count, "constraints",
            "A metric is bounded twice on the same side; leave one out.");
    }

    private void CheckStopping(StoppingPlan stopping)
    {
        RequireWord(stopping.Rule, StoppingRule.All, "stopping");
        Require(stopping.MinSteps is >= 1 and <= MostSteps, "stopping.min_steps", $"Expected 1-{MostSteps}, got {stopping.MinSteps}.");
        Require(stopping.MaxSteps is >= 0 and <= MostSteps, "stopping.max_steps", $"Expected 0-{MostSteps}, got {stopping.MaxSteps}.");
        Require(stopping.ReductionFactor is >= 2 and <= 100, "stopping.reduction_factor", $"Expected 2-100, got {stopping.ReductionFactor}.");
        Require(stopping.MinTrials is >= 1 and <= SearchBudget.MostTrials, "stopping.min_trials",
            $"Expected 1-{SearchBudget.MostTrials}, got {stopping.MinTrials}.");
    }

    private void CheckBudget(SearchBudget budget)
    {
        Require(budget.MaxTrials is >= 1 and <= SearchBudget.MostTrials, "max_trial_count",
            $"Expected 1-{SearchBudget.MostTrials}, got {budget.MaxTrials}.");
        Require(budget.MaxDuration is null || (budget.MaxDuration > TimeSpan.Zero && budget.MaxDuration <= SearchBudget.Longest), "max_duration",
            $"Expected a time above 0 and at most {SearchBudget.Longest.TotalDays} days, got {budget.MaxDuration}.");
        Require(budget.ReservedRatio is >= 0 and < 1, "budget.reserved_ratio", $"Expected a share in [0, 1), got {budget.ReservedRatio}.");
    }

    private void RequireWord(string word, IReadOnlyList<string> words, string field) =>
        Require(words.Contains(word), field, $"Expected {string.Join(" or ", words.Select(known => $"'{known}'"))}, got '{word}'.");

    private void Require(bool condition, string field, string description)
    {
        if (!condition)
        {
            violations.Add(new FieldViolation($"{root}.{field}", description));
        }
    }
}
