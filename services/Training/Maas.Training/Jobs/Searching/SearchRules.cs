using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Search.Sampling;
using Maas.Training.Search.Spaces;
using Maas.Training.Search.Stopping;
using Maas.Training.Search.Studies;

namespace Maas.Training.Jobs.Searching;

/// <summary>Checks what a caller wants searched and decides what was left open.</summary>
/// <param name="root">Path of the search in the request.</param>
/// <param name="violations">Gets every fault.</param>
internal sealed class SearchRules(string root, List<FieldViolation> violations)
{
    private const int UsualTrials = 64;
    private const int MostParallel = 1024;
    private static readonly TimeSpan ShortestDuration = TimeSpan.FromSeconds(1);

    /// <summary>The search as it will be run.</summary>
    /// <param name="sent">As sent.</param>
    /// <param name="baseline">What is trained without a search, complete.</param>
    /// <param name="knobs">As sent.</param>
    /// <param name="algorithms">Those that are searched, the baseline's first; none when it is not searched.</param>
    public SearchChoice Complete(SearchChoice sent, JobSpec baseline, Knobs knobs, IReadOnlyList<string> algorithms)
    {
        var isAuto = algorithms.Count > 1;
        var parameters = sent.Parameters.Select(Filled).ToList();
        if (isAuto && parameters.All(parameter => parameter.Name != ParameterChoice.Algorithm))
        {
            parameters.Insert(0, new ParameterChoice { Name = ParameterChoice.Algorithm, Values = algorithms });
        }
        else if (parameters.Count == 0)
        {
            parameters = [.. UsualSpace.Of(baseline.Algorithm, baseline.Knobs.Solver)];
            Require(parameters.Count > 0, "parameters", $"'{baseline.Algorithm}' has no usual parameters to search; name some.");
        }

        foreach (var (index, parameter) in parameters.Index())
        {
            Check(parameter, $"parameters[{index}]", parameters, baseline, knobs, algorithms);
        }

        return Complete(sent with { Parameters = parameters }, baseline, isAuto);
    }

    private SearchChoice Complete(SearchChoice search, JobSpec baseline, bool isAuto)
    {
        var metrics = SearchMetric.Of(baseline.Task);
        if (metrics.Count == 0)
        {
            Require(false, "", $"Nothing tells which model is better for {baseline.Task}; leave the search out.");
            return search;
        }

        var canStop = baseline.FoldCount == 0 && !isAuto && Algorithm.LearnsInEpochs(baseline.Algorithm, baseline.Knobs.Solver);
        Require(search.Stopping is "" or StoppingRule.None || canStop || !StoppingRule.All.Contains(search.Stopping), "stopping",
            "Trials are stopped by their loss on validation rows after an epoch; there is none with folds, with 'auto', or with this algorithm. Leave the field out.");
        Require(search.Objective.Length == 0 || metrics.Contains(search.Objective), "objective", $"Expected {ColumnWords.Of(metrics)}, got '{search.Objective}'.");
        foreach (var (index, constraint) in search.Constraints.Index())
        {
            Require(ArtifactMeasure.All.Contains(constraint.Metric) || metrics.Contains(constraint.Metric), $"constraints[{index}].metric",
                $"Expected {ColumnWords.Of([.. ArtifactMeasure.All, .. metrics])}, got '{constraint.Metric}'.");
            Require(constraint.Max is not null || constraint.Min is not null, $"constraints[{index}]", "Expected max, min or both, got none.");
            Require(constraint.Max is null || double.IsFinite(constraint.Max.Value), $"constraints[{index}].max", $"Expected a finite number, got {constraint.Max}.");
            Require(constraint.Min is null || double.IsFinite(constraint.Min.Value), $"constraints[{index}].min", $"Expected a finite number, got {constraint.Min}.");
        }

        Require(search.MaxDuration is null || search.MaxDuration >= ShortestDuration, "max_duration",
            $"Expected {ShortestDuration.TotalSeconds} second or more, got {search.MaxDuration?.TotalSeconds}.");
        Require(search.ParallelTrials is null or (>= 1 and <= MostParallel), "parallel_trial_count", $"Expected 1-{MostParallel}, got {search.ParallelTrials}.");
        return search with
        {
            Sampler = search.Sampler.Length > 0 ? search.Sampler : SamplerKind.Tpe,
            Stopping = search.Stopping.Length > 0 ? search.Stopping : canStop ? StoppingRule.Asha : StoppingRule.None,
            Objective = search.Objective.Length > 0 ? search.Objective : metrics[0],
            MaxTrials = search.MaxTrials ?? (search.MaxDuration is null ? UsualTrials : SearchBudget.MostTrials),
        };
    }

    private static ParameterChoice Filled(ParameterChoice sent) =>
        sent is { Low: null, High: null, Values.Count: 0 } && UsualSpace.Range(sent.Name) is { } usual
            ? usual with { ConditionParameter = sent.ConditionParameter, ConditionValues = sent.ConditionValues }
            : sent;

    private void Check(
        ParameterChoice parameter, string path, List<ParameterChoice> all, JobSpec baseline, Knobs knobs, IReadOnlyList<string> algorithms)
    {
        if (parameter.Name == ParameterChoice.Algorithm)
        {
            Require(algorithms.Count > 1, $"{path}.name", $"The algorithm is searched when it is '{Algorithm.Auto}'; it is '{baseline.Algorithm}'.");
            Require(parameter.Values.All(value => Algorithm.Learns(value, baseline.Task)), $"{path}.values",
                $"Expected algorithms that learn {baseline.Task}, got {string.Join(", ", parameter.Values)}.");
            return;
        }

        if (KnobFields.Find(parameter.Name) is not { } field)
        {
            Require(false, $"{path}.name", $"Expected {ColumnWords.Of([.. KnobFields.All.Select(known => known.Name)])}, got '{parameter.Name}'.");
            return;
        }

        var isRange = parameter.Values.Count == 0;
        Require(isRange || (parameter.Low is null && parameter.High is null && parameter.Step is null && !parameter.IsLogarithmic), $"{path}.values",
            "Expected a range or values, got both.");
        Require(!isRange || (parameter.Low is not null && parameter.High is not null), $"{path}.low", "Expected the lowest and the highest number, or values.");
        Require(!isRange || field.Kind != ParameterKind.Categorical, $"{path}.values", $"'{parameter.Name}' has no range; expected values.");
        CheckValues(parameter, field, path, all, baseline, knobs, algorithms);
    }

    // Each value, of a range both ends and what comes after the first, beside what it goes with.
    private void CheckValues(
        ParameterChoice parameter, KnobField field, string path, List<ParameterChoice> all, JobSpec baseline, Knobs knobs, IReadOnlyList<string> algorithms)
    {
        var (withs, own) = Beside(parameter, all, knobs);
        IReadOnlyList<string> tried = own.Count > 0 ? own
            : algorithms.Count <= 1 ? [baseline.Algorithm]
            : all.FirstOrDefault(other => other.Name == ParameterChoice.Algorithm)?.Values ?? algorithms;
        var step = field.Kind == ParameterKind.Integer ? parameter.Low + (parameter.Step ?? 1) : null;
        IEnumerable<ParameterValue> values = parameter.Values.Count > 0
            ? parameter.Values.Select(ParameterValue.Of)
            : new[] { parameter.Low, step <= parameter.High ? step : null, parameter.High }.OfType<double>().Select(ParameterValue.Of);
        foreach (var value in values)
        {
            var faults = new List<FieldViolation>();
            foreach (var algorithm in tried.Where(Algorithm.All.Contains))
            {
                Try(field, value, algorithm, withs, faults);
            }

            violations.AddRange(faults.DistinctBy(fault => fault.Description).Take(1).Select(fault => new FieldViolation($"{root}.{path}", fault.Description)));
        }
    }

    // The knobs with a first value of every parameter that this one depends on, and the algorithms that it depends on.
    private static (Knobs Knobs, IReadOnlyList<string> Algorithms) Beside(ParameterChoice parameter, List<ParameterChoice> all, Knobs knobs)
    {
        for (var depth = 0; parameter.ConditionParameter.Length > 0 && depth <= all.Count; depth++)
        {
            if (parameter.ConditionParameter == ParameterChoice.Algorithm)
            {
                return (knobs, parameter.ConditionValues);
            }

            if (parameter.ConditionValues.Count == 0 || KnobFields.Find(parameter.ConditionParameter) is not { } field
                || all.FirstOrDefault(other => other.Name == field.Name) is not { } next)
            {
                break;
            }

            try
            {
                knobs = field.Set(knobs, ParameterValue.Of(parameter.ConditionValues[0]));
            }
            catch (Exception error) when (error is FormatException or OverflowException)
            {
                break;
            }

            parameter = next;
        }

        return (knobs, []);
    }

    private static void Try(KnobField field, ParameterValue value, string algorithm, Knobs knobs, List<FieldViolation> faults)
    {
        try
        {
            new HyperparameterRules(field.Name, faults).Complete(field.Set(knobs, value), algorithm);
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            faults.Add(new FieldViolation(field.Name, $"'{value}' is no value of '{field.Name}'."));
        }
    }

    private void Require(bool condition, string field, string description)
    {
        if (!condition)
        {
            violations.Add(new FieldViolation(field.Length > 0 ? $"{root}.{field}" : root, description));
        }
    }
}
