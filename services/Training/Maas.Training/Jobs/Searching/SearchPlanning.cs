using Maas.Errors;
using Maas.Training.Datasets;
using Maas.Training.Plans;
using Maas.Training.Search.Spaces;
using Maas.Training.Search.Stopping;
using Maas.Training.Search.Studies;

namespace Maas.Training.Jobs.Searching;

/// <summary>Turns a complete spec with a search into a study, and what the study proposes into specs of trials.</summary>
internal static class SearchPlanning
{
    /// <summary>The study of a search.</summary>
    /// <param name="spec">Complete, with a search.</param>
    /// <param name="baseline">What the first trial trains, complete.</param>
    public static StudyPlan ToStudyPlan(JobSpec spec, JobSpec baseline)
    {
        var search = spec.Search!;
        var space = new SearchSpace { Parameters = [.. search.Parameters.Select(ToParameter)] };
        return new StudyPlan
        {
            Space = space,
            Baseline = PointOf(space, baseline),
            IsMaximized = SearchMetric.IsMaximized(search.Objective),
            Constraints =
            [
                .. search.Constraints.Where(constraint => constraint.Max is not null)
                    .Select(constraint => new SearchConstraint { Metric = constraint.Metric, Limit = constraint.Max!.Value }),
                .. search.Constraints.Where(constraint => constraint.Min is not null)
                    .Select(constraint => new SearchConstraint { Metric = constraint.Metric, Limit = constraint.Min!.Value, IsLowest = true }),
            ],
            Sampler = search.Sampler,
            Stopping = StoppingPlan.Of(search.Stopping, PlannedEpochs(search, baseline)),
            Budget = new SearchBudget { MaxTrials = search.MaxTrials!.Value, MaxDuration = search.MaxDuration },
            Seed = spec.Seed,
        };
    }

    /// <summary>What a trial trains, complete.</summary>
    /// <param name="sent">The spec as it was sent.</param>
    /// <param name="parameters">Values by parameter; none is the baseline.</param>
    /// <param name="version">The data.</param>
    /// <exception cref="MaasException"><c>SPEC_INVALID</c>: the values do not go together.</exception>
    public static JobSpec ToTrialSpec(JobSpec sent, IReadOnlyDictionary<string, ParameterValue> parameters, DatasetVersion version)
    {
        var algorithm = parameters.TryGetValue(ParameterChoice.Algorithm, out var chosen) ? $"{chosen}" : SpecCompletion.BaselineAlgorithm(sent, version);
        var knobs = parameters.Where(pair => pair.Key != ParameterChoice.Algorithm)
            .Aggregate(sent.Knobs, (knobs, pair) => KnobFields.Find(pair.Key)!.Set(knobs, pair.Value));
        return SpecCompletion.OfTrial(sent, algorithm, knobs, version);
    }

    private static SearchParameter ToParameter(ParameterChoice choice) => new()
    {
        Name = choice.Name,
        Kind = choice.Values.Count > 0 ? ParameterKind.Categorical : KnobFields.Find(choice.Name)?.Kind ?? ParameterKind.Categorical,
        Low = choice.Low ?? 0,
        High = choice.High ?? 0,
        IsLogarithmic = choice.IsLogarithmic,
        Step = choice.Step ?? 1,
        Choices = choice.Values,
        Condition = choice.ConditionParameter.Length == 0 ? null : new ParameterCondition
        {
            Parameter = choice.ConditionParameter,
            Values = [.. choice.ConditionValues.Select(ParameterValue.Of)],
        },
    };

    // Where the baseline lies in the space; nothing when it lies outside.
    private static Dictionary<string, ParameterValue> PointOf(SearchSpace space, JobSpec baseline)
    {
        var point = new Dictionary<string, ParameterValue>();
        foreach (var parameter in space.Parameters.Where(parameter => parameter.IsThere(point)))
        {
            ParameterValue? value = parameter.Name == ParameterChoice.Algorithm
                ? ParameterValue.Of(baseline.Algorithm)
                : KnobFields.Find(parameter.Name)?.Get(baseline.Knobs);
            value = parameter.Kind == ParameterKind.Categorical && value is { } own ? ParameterValue.Of($"{own}") : value;
            if (value is not { } there || !parameter.Has(there))
            {
                return [];
            }

            point[parameter.Name] = there;
        }

        return point;
    }

    // 0 when they differ from trial to trial.
    private static int PlannedEpochs(SearchChoice search, JobSpec baseline) =>
        search.Parameters.Any(parameter => parameter.Name is "epoch_count" or "tree_count" or ParameterChoice.Algorithm) ? 0
        : baseline.Algorithm == Algorithm.GradientBoosting ? baseline.Knobs.TreeCount ?? 0
        : baseline.Knobs.EpochCount ?? 0;
}
