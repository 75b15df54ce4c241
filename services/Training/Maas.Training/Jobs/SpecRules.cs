using Maas.Errors;
using Maas.Names;
using Maas.Training.Datasets;
using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>
/// Checks what a caller wants trained against the columns of the data, all faults at once, and decides what was left
/// open. Used once.
/// </summary>
/// <param name="spec">As sent.</param>
/// <param name="version">The data it names.</param>
internal sealed class SpecRules(JobSpec spec, DatasetVersion version)
{
    private const string Root = "training_job.spec";
    private const double DefaultTestRatio = 0.2;

    private readonly Dictionary<string, ColumnKind> _kinds =
        version.Columns.ToDictionary(column => column.Name, column => column.Kind, StringComparer.Ordinal);

    private readonly List<FieldViolation> _violations = [];
    private string? _missingColumn;

    /// <summary>The spec as it will be run.</summary>
    /// <exception cref="MaasException"><c>COLUMN_NOT_FOUND</c>, <c>SPEC_INVALID</c>: all violations.</exception>
    public JobSpec Complete()
    {
        var task = CompleteTask();
        var algorithm = CompleteAlgorithm(task);
        var features = CompleteFeatures();
        var hyperparameters = new HyperparameterRules($"{Root}.hyperparameters", _violations).Complete(spec, algorithm);
        var testRatio = spec.TestRatio ?? DefaultTestRatio;
        Require(testRatio is >= 0 and < 1, "split.test_ratio", $"Expected a share in [0, 1), got {testRatio}.");
        CheckNames();
        if (_missingColumn is not null)
        {
            throw TrainingErrors.ColumnNotFound(_missingColumn, _kinds.Keys, _violations);
        }

        return _violations.Count == 0
            ? hyperparameters with { Task = task, Algorithm = algorithm, Features = features, TestRatio = testRatio }
            : throw TrainingErrors.SpecInvalid(_violations);
    }

    private string CompleteTask()
    {
        var known = RequireColumn(spec.TargetColumn, "target_column", out var kind);
        var task = spec.Task.Length > 0 ? spec.Task
            : kind == ColumnKind.Numeric ? LearningTask.Regression
            : LearningTask.Classification;
        if (!LearningTask.All.Contains(task))
        {
            Violate("task", $"Expected {Words(LearningTask.All)}, got '{task}'.");
        }

        if (known && task == LearningTask.Regression && kind != ColumnKind.Numeric)
        {
            Violate("target_column", $"Regression needs a numeric column; '{spec.TargetColumn}' is {Word(kind)}.");
        }

        if (known && kind == ColumnKind.Text)
        {
            Violate("target_column",
                $"'{spec.TargetColumn}' is text with many distinct values; expected a numeric or categorical column. " +
                "If its values are classes, import the data with its kind set to categorical.");
        }

        return task;
    }

    private string CompleteAlgorithm(string task)
    {
        var algorithm = spec.Algorithm.Length > 0 ? spec.Algorithm
            : task == LearningTask.Regression ? Algorithm.LinearRegression
            : Algorithm.LogisticRegression;
        if (!Algorithm.All.Contains(algorithm))
        {
            Violate("algorithm", $"Expected {Words(Algorithm.All)}, got '{algorithm}'.");
        }
        else if (LearningTask.All.Contains(task) && !Algorithm.Learns(algorithm, task))
        {
            Violate("algorithm", $"'{algorithm}' does not learn {task}; expected " +
                $"{Words([.. Algorithm.All.Where(other => Algorithm.Learns(other, task))])}.");
        }

        return algorithm;
    }

    private List<FeatureChoice> CompleteFeatures()
    {
        if (spec.Features.Count > 0)
        {
            return [.. spec.Features.Select(CompleteFeature)];
        }

        var others = version.Columns
            .Where(column => column.Name != spec.TargetColumn && column.Kind != ColumnKind.Text)
            .Select(column => WithDefaults(new FeatureChoice(column.Name), column.Kind))
            .ToList();
        Require(others.Count > 0, "features",
            "The data has no numeric or categorical column beside the target; there is nothing to learn from.");
        return others;
    }

    private FeatureChoice CompleteFeature(FeatureChoice choice, int index)
    {
        var field = $"features[{index}]";
        if (!RequireColumn(choice.Column, $"{field}.column", out var kind))
        {
            return choice;
        }

        Require(choice.Column != spec.TargetColumn, $"{field}.column", $"'{choice.Column}' is the target.");
        Require(spec.Features.Take(index).All(other => other.Column != choice.Column), $"{field}.column",
            $"'{choice.Column}' is named twice.");
        Require(kind != ColumnKind.Text, $"{field}.column",
            $"'{choice.Column}' is text with many distinct values; expected a numeric or categorical column.");
        var complete = WithDefaults(choice, kind);
        CheckImputation(complete, kind, field);
        var scalings = kind == ColumnKind.Numeric ? Scaling.All : [""];
        Require(scalings.Contains(complete.Scaling), $"{field}.scaling", kind == ColumnKind.Numeric
            ? $"Expected {Words(scalings)}, got '{complete.Scaling}'."
            : $"'{choice.Column}' is {Word(kind)} and is not scaled; leave the field empty.");
        return complete;
    }

    private void CheckImputation(FeatureChoice choice, ColumnKind kind, string field)
    {
        var words = kind == ColumnKind.Numeric ? Imputation.Numeric : Imputation.Categorical;
        Require(words.Contains(choice.Imputation), $"{field}.imputation",
            $"Expected {Words(words)} for a {Word(kind)} column, got '{choice.Imputation}'.");
        if (choice.Imputation != Imputation.Constant)
        {
            Require(choice.ImputationConstant.Length == 0, $"{field}.imputation_constant",
                $"Goes with the imputation 'constant' only, got '{choice.Imputation}'.");
            return;
        }

        var isUsable = kind == ColumnKind.Numeric
            ? CellText.TryParseNumber(choice.ImputationConstant)
            : choice.ImputationConstant.Length > 0;
        Require(isUsable, $"{field}.imputation_constant",
            $"Expected {(kind == ColumnKind.Numeric ? "a number" : "a text")}, got '{choice.ImputationConstant}'.");
    }

    private static FeatureChoice WithDefaults(FeatureChoice choice, ColumnKind kind) => choice with
    {
        Imputation = choice.Imputation.Length > 0 ? choice.Imputation
            : kind == ColumnKind.Numeric ? Imputation.Mean
            : Imputation.MostFrequent,
        Scaling = choice.Scaling.Length > 0 || kind != ColumnKind.Numeric ? choice.Scaling : Scaling.ZScore,
    };

    private void CheckNames()
    {
        var isModel = ResourceName.TryParse(spec.Model, ["models"], out var ids) && ResourceId.IsValidDotted(ids[0]);
        Require(isModel, "model",
            $"Expected 'models/{{id}}', the id 1-63 characters of a-z, 0-9, '-' and '.', a letter first; got '{spec.Model}'.");
        Require(spec.Alias.Length == 0 || ResourceId.IsValid(spec.Alias), "alias",
            $"Expected 1-63 characters of a-z, 0-9 and '-', a letter first; got '{spec.Alias}'.");
    }

    private bool RequireColumn(string column, string field, out ColumnKind kind)
    {
        if (_kinds.TryGetValue(column, out kind))
        {
            return true;
        }

        _missingColumn ??= column;
        Violate(field, $"The data has no column '{column}'; it has {TrainingErrors.List(_kinds.Keys)}.");
        return false;
    }

    private void Require(bool condition, string field, string description)
    {
        if (!condition)
        {
            Violate(field, description);
        }
    }

    private void Violate(string field, string description) =>
        _violations.Add(new FieldViolation($"{Root}.{field}", description));

    private static string Word(ColumnKind kind) => kind switch
    {
        ColumnKind.Numeric => "numeric",
        ColumnKind.Categorical => "categorical",
        _ => "text",
    };

    private static string Words(IReadOnlyList<string> words) => string.Join(" or ", words.Select(word => $"'{word}'"));
}
