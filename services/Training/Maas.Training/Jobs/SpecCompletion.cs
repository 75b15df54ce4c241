using Maas.Errors;
using Maas.Training.Datasets;
using Maas.Training.Jobs.Searching;
using Maas.Training.Plans;
using Maas.Training.Search.Studies;

namespace Maas.Training.Jobs;

/// <summary>Completes a spec, with or without a search.</summary>
internal static class SpecCompletion
{
    private const string Root = "training_job.spec";
    private const double ValidationRatioOfSearches = 0.2;
    private const int FoldsOfAuto = 5;

    /// <summary>The spec as it will be run. With a search, the baseline's, and the search complete.</summary>
    /// <exception cref="MaasException"><c>COLUMN_NOT_FOUND</c>, <c>SPEC_INVALID</c>.</exception>
    public static JobSpec Of(JobSpec sent, DatasetVersion version)
    {
        if (sent.Search is null && sent.Algorithm != Algorithm.Auto)
        {
            return new SpecRules(sent, version).Complete();
        }

        var algorithms = sent.Algorithm == Algorithm.Auto ? AlgorithmsOf(sent, version) : [];
        if (algorithms.Count == 1 && sent.Search is null)
        {
            return new SpecRules(sent with { Algorithm = algorithms[0] }, version).Complete();
        }

        var baseline = Baseline(sent, version);
        var violations = new List<FieldViolation>();
        if (algorithms.Count > 1 && KnobFields.All.Any(field => field.Get(sent.Knobs) is not null))
        {
            violations.Add(new FieldViolation($"{Root}.hyperparameters",
                $"Not every algorithm has the same knobs; with '{Algorithm.Auto}', name them in search.parameters with a condition on '{ParameterChoice.Algorithm}'."));
        }

        if (baseline is { FoldCount: 0, ValidationRatio: 0 })
        {
            violations.Add(new FieldViolation($"{Root}.split.validation_ratio", "A search needs rows to compare models on; expected more than 0, or split.fold_count."));
        }

        var complete = baseline with
        {
            Algorithm = algorithms.Count > 1 ? Algorithm.Auto : baseline.Algorithm,
            Knobs = algorithms.Count > 1 ? new Knobs() : baseline.Knobs,
            Variants = new VariantRules($"{Root}.variants", violations)
                .Complete(sent.Variants, algorithms.FirstOrDefault(Algorithm.IsNetwork) ?? baseline.Algorithm),
            Search = new SearchRules($"{Root}.search", violations).Complete(sent.Search ?? new SearchChoice(), baseline, sent.Knobs, algorithms),
        };

        // Features and all else must go with each of them.
        foreach (var algorithm in algorithms.Skip(1))
        {
            OfTrial(sent, algorithm, new Knobs(), version);
        }

        if (violations.Count == 0)
        {
            new PlanRules($"{Root}.search", violations).Check(SearchPlanning.ToStudyPlan(complete, baseline));
        }

        return violations.Count == 0 ? complete : throw TrainingErrors.SpecInvalid(violations);
    }

    /// <summary>What is trained without the search, complete: the first trial.</summary>
    /// <exception cref="MaasException"><c>COLUMN_NOT_FOUND</c>, <c>SPEC_INVALID</c>.</exception>
    public static JobSpec Baseline(JobSpec sent, DatasetVersion version) =>
        OfTrial(sent, BaselineAlgorithm(sent, version), sent.Algorithm == Algorithm.Auto ? new Knobs() : sent.Knobs, version);

    /// <summary>Algorithm of the first trial.</summary>
    /// <exception cref="MaasException"><c>COLUMN_NOT_FOUND</c>, <c>SPEC_INVALID</c>.</exception>
    public static string BaselineAlgorithm(JobSpec sent, DatasetVersion version) =>
        sent.Algorithm == Algorithm.Auto ? AlgorithmsOf(sent, version)[0] : sent.Algorithm;

    /// <summary>What a trial trains, complete.</summary>
    /// <param name="sent">With a search.</param>
    /// <param name="algorithm">Of the trial; empty for that of the task.</param>
    /// <param name="knobs">Of the trial.</param>
    /// <param name="version">The data.</param>
    /// <exception cref="MaasException"><c>COLUMN_NOT_FOUND</c>, <c>SPEC_INVALID</c>.</exception>
    public static JobSpec OfTrial(JobSpec sent, string algorithm, Knobs knobs, DatasetVersion version)
    {
        var isAuto = sent.Algorithm == Algorithm.Auto;
        var folds = sent.FoldCount > 0 || !isAuto ? sent.FoldCount : FoldsOfAuto;
        var solver = knobs.Solver.Length > 0 ? knobs.Solver : Solver.Of(algorithm).FirstOrDefault("");
        return new SpecRules(
            sent with
            {
                Search = null,
                Variants = [],
                Algorithm = algorithm,
                Knobs = knobs,
                FoldCount = folds,
                ValidationRatio = sent.ValidationRatio ?? (folds > 0 ? null : ValidationRatioOfSearches),
                Patience = isAuto && !Algorithm.LearnsInEpochs(algorithm, solver) ? null : sent.Patience,
            },
            version).Complete();
    }

    private static IReadOnlyList<string> AlgorithmsOf(JobSpec sent, DatasetVersion version)
    {
        if (sent.Search?.Parameters.FirstOrDefault(parameter => parameter.Name == ParameterChoice.Algorithm) is { Values.Count: > 1 } named
            && named.Values.All(Algorithm.All.Contains))
        {
            return named.Values;
        }

        var guess = new SpecRules(sent with { Search = null, Variants = [], Algorithm = "", Knobs = new Knobs(), Patience = null }, version).Complete();
        return UsualSpace.Algorithms(guess.Task, KindOf(guess.Features, version));
    }

    private static string KindOf(IReadOnlyList<FeatureChoice> features, DatasetVersion version)
    {
        var kinds = features.Select(feature => version.Columns.Single(column => column.Name == feature.Column).Kind).ToHashSet();
        return kinds.Contains(ColumnKind.Image) ? FeatureKind.Image
            : kinds.SetEquals([ColumnKind.Text]) && features.Count == 1 ? FeatureKind.Text
            : FeatureKind.Numeric;
    }
}
