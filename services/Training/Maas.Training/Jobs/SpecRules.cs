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
    private const double DefaultValidationRatio = 0.1;
    private const int DefaultPatience = 10;
    private const int MostFolds = 20;

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
        var complete = spec with
        {
            Task = task,
            Algorithm = algorithm,
            Features = CompleteFeatures(algorithm),
            Knobs = new HyperparameterRules($"{Root}.hyperparameters", _violations).Complete(spec.Knobs, algorithm),
            FeaturePlan = CompleteWord(spec.FeaturePlan, FeaturePlanning.Words, "feature_plan"),
            RowNormalization = CompleteWord(spec.RowNormalization, RowNormalization.All, "row_normalization"),
            ClassWeighting = CompleteOfClasses(spec.ClassWeighting, ClassWeighting.All, "class_weighting", task),
            Calibration = CompleteOfClasses(spec.Calibration, CalibrationMethod.All, "calibration", task),
            DecisionMetric = CompleteOfClasses(spec.DecisionMetric, DecisionMetric.All, "decision_metric", task),
            Variants = new VariantRules($"{Root}.variants", _violations).Complete(spec.Variants, algorithm),
        };
        complete = CompleteSplit(complete, algorithm) with { DevicePolicy = CompleteDevice(algorithm, complete.Knobs.Solver) };
        CheckNames();
        if (_missingColumn is not null)
        {
            throw TrainingErrors.ColumnNotFound(_missingColumn, _kinds.Keys, _violations);
        }

        return _violations.Count == 0 ? complete : throw TrainingErrors.SpecInvalid(_violations);
    }

    private JobSpec CompleteSplit(JobSpec complete, string algorithm)
    {
        var hasEpochs = Algorithm.LearnsInEpochs(algorithm, complete.Knobs.Solver);
        var patience = spec.Patience == 0 ? DefaultPatience : spec.Patience;
        Require(patience is null or >= 1, "early_stopping.patience", $"Expected a number of epochs, got {patience}.");
        Require(spec.MinImprovement is >= 0 and < double.PositiveInfinity, "early_stopping.min_improvement",
            $"Expected a number of 0 or more, got {spec.MinImprovement}.");
        Require(patience is null || hasEpochs || !Algorithm.All.Contains(algorithm), "early_stopping",
            $"'{algorithm}' with this solver learns in no epochs; leave the field out.");
        var testRatio = spec.TestRatio ?? DefaultTestRatio;
        Require(testRatio is >= 0 and < 1, "split.test_ratio", $"Expected a share in [0, 1), got {testRatio}.");
        var holdsBack = patience is not null || (hasEpochs && IsDecided(complete));
        var validationRatio = spec.ValidationRatio ?? (holdsBack ? DefaultValidationRatio : 0);
        Require(validationRatio is >= 0 and < 1, "split.validation_ratio", $"Expected a share in [0, 1), got {validationRatio}.");
        Require(patience is null || validationRatio > 0, "split.validation_ratio", "Early stopping needs rows to compare epochs on; expected more than 0.");
        Require(spec.FoldCount is 0 or (>= 2 and <= MostFolds), "split.fold_count", $"Expected 0 or 2-{MostFolds}, got {spec.FoldCount}.");
        Require(spec.FoldCount == 0 || complete.Task != LearningTask.Clustering, "split.fold_count", "Clusters cannot be cross-validated; leave the field out.");
        var method = CompleteWord(spec.SplitMethod, SplitMethod.All, "split.method");
        Require(method != SplitMethod.Stratified || complete.Task == LearningTask.Classification, "split.method",
            $"'{SplitMethod.Stratified}' goes with classification only.");
        CheckSplitColumn(method);
        return complete with { SplitMethod = method, TestRatio = testRatio, ValidationRatio = validationRatio, Patience = patience };
    }

    private void CheckSplitColumn(string method)
    {
        if (!SplitMethod.HasColumn(method))
        {
            Require(spec.SplitColumn.Length == 0, "split.column",
                $"Goes with '{SplitMethod.Group}' and '{SplitMethod.Time}' only, got '{method}'.");
        }
        else if (RequireColumn(spec.SplitColumn, "split.column", out var kind))
        {
            Require(kind != ColumnKind.Image, "split.column", $"'{spec.SplitColumn}' holds images.");
        }
    }

    private string CompleteDevice(string algorithm, string solver)
    {
        var policy = CompleteWord(spec.DevicePolicy, DevicePolicy.All, "device_policy");
        Require(policy != DevicePolicy.GpuRequired || Algorithm.LearnsInSteps(algorithm, solver) || !Algorithm.All.Contains(algorithm), "device_policy",
            $"{Algorithm.OnCpuAlone(algorithm, solver)} Expected '{DevicePolicy.GpuPreferred}' or '{DevicePolicy.Cpu}', or another algorithm or solver.");
        return policy;
    }

    private static bool IsDecided(JobSpec complete) =>
        complete.Calibration is not ("" or CalibrationMethod.None) || complete.DecisionMetric is not ("" or DecisionMetric.None);

    private string CompleteOfClasses(string word, IReadOnlyList<string> words, string field, string task)
    {
        if (task == LearningTask.Classification)
        {
            return CompleteWord(word, words, field);
        }

        Require(word.Length == 0, field, "Goes with classification only; leave the field out.");
        return "";
    }

    // The first of the words is the usual one.
    private string CompleteWord(string word, IReadOnlyList<string> words, string field)
    {
        Require(word.Length == 0 || words.Contains(word), field, $"Expected {ColumnWords.Of(words)}, got '{word}'.");
        return word.Length > 0 ? word : words[0];
    }

    private string CompleteTask()
    {
        if ((spec.Task.Length > 0 ? spec.Task : UsualTask(ColumnKind.Categorical)) == LearningTask.Clustering)
        {
            Require(spec.TargetColumn.Length == 0, "target_column", "Clustering has no target; leave the field out.");
            return LearningTask.Clustering;
        }

        if (spec.TargetColumn.Length == 0)
        {
            Violate("target_column", $"Expected the column to predict; only the task '{LearningTask.Clustering}' has none.");
        }

        var kind = ColumnKind.Numeric;
        var known = spec.TargetColumn.Length > 0 && RequireColumn(spec.TargetColumn, "target_column", out kind);
        var task = spec.Task.Length > 0 ? spec.Task : UsualTask(kind);
        if (!LearningTask.All.Contains(task))
        {
            Violate("task", $"Expected {ColumnWords.Of(LearningTask.All)}, got '{task}'.");
        }

        if (known && LearningTask.IsNumeric(task) && kind != ColumnKind.Numeric)
        {
            Violate("target_column",
                $"{(task == LearningTask.Regression ? "Regression" : "Recommendation")} needs a numeric column; '{spec.TargetColumn}' is {ColumnWords.Of(kind)}.");
        }

        if (known && kind == ColumnKind.Image)
        {
            Violate("target_column", $"'{spec.TargetColumn}' holds images; expected a numeric or categorical column.");
        }

        if (known && kind == ColumnKind.Text)
        {
            Violate("target_column",
                $"'{spec.TargetColumn}' is text with many distinct values; expected a numeric or categorical column. " +
                "If its values are classes, import the data with its kind set to categorical.");
        }

        return task;
    }

    // By the algorithm where it has one task alone, else by the target.
    private string UsualTask(ColumnKind target) => spec.Algorithm switch
    {
        Algorithm.KMeans => LearningTask.Clustering,
        Algorithm.MatrixFactorisation => LearningTask.Recommendation,
        _ => target == ColumnKind.Numeric ? LearningTask.Regression : LearningTask.Classification,
    };

    private string CompleteAlgorithm(string task)
    {
        var algorithm = spec.Algorithm.Length > 0 ? spec.Algorithm
            : task switch
            {
                LearningTask.Regression => Algorithm.LinearRegression,
                LearningTask.Clustering => Algorithm.KMeans,
                LearningTask.Recommendation => Algorithm.MatrixFactorisation,
                _ => Algorithm.LogisticRegression,
            };
        if (!Algorithm.All.Contains(algorithm))
        {
            Violate("algorithm", $"Expected {ColumnWords.Of([.. Algorithm.All, Algorithm.Auto])}, got '{algorithm}'.");
        }
        else if (LearningTask.All.Contains(task) && !Algorithm.Learns(algorithm, task))
        {
            Violate("algorithm", $"'{algorithm}' does not learn {task}; expected " +
                $"{ColumnWords.Of([.. Algorithm.All.Where(other => Algorithm.Learns(other, task))])}.");
        }

        return algorithm;
    }

    private List<FeatureChoice> CompleteFeatures(string algorithm)
    {
        if (spec.Features.Count > 0)
        {
            List<FeatureChoice> chosen = [.. spec.Features.Select((choice, index) => CompleteFeature(choice, index, algorithm))];
            RequireAlone(chosen);
            RequireUserAndItem(chosen.Count, algorithm);
            new PredictionRules($"{Root}.features", SplitMethod.GroupOf(spec.SplitMethod, spec.SplitColumn), _kinds, _violations).Check(chosen);
            return chosen;
        }

        var usual = UsualColumns(algorithm)
            .Select(column => new FeatureRules($"{Root}.features", column.Kind, algorithm, _violations).Complete(new FeatureChoice(column.Name)))
            .ToList();
        Require(usual.Count > 0, "features", "The data has no column beside the target that tells anything of it: there is nothing to learn from. Name columns to learn from them all the same.");
        RequireAlone(usual);
        RequireUserAndItem(usual.Count, algorithm);
        return usual;
    }

    // The file's name of an archive tells its label.
    private List<DataColumn> UsualColumns(string algorithm)
    {
        // A group that is tested on was never learnt from.
        var group = SplitMethod.GroupOf(spec.SplitMethod, spec.SplitColumn);
        var others = version.Columns.Where(column => column.Name != spec.TargetColumn && column.Name != group).ToList();
        if (TableFormats.IsArchive(version.Format))
        {
            return [.. others.Take(1)];
        }

        var usual = others.FindAll(column => column.Kind is ColumnKind.Numeric or ColumnKind.Categorical);
        var texts = others.FindAll(column => column.Kind == ColumnKind.Text);
        if (algorithm == Algorithm.MatrixFactorisation)
        {
            return others;
        }

        // Of numbers and categories the profile has left out what tells nothing.
        var isProfiled = spec.FeaturePlan == FeaturePlanning.Profile;
        return usual.Count > 0 && !isProfiled ? usual : texts.Count > 0 ? texts : isProfiled ? others.Except(usual).ToList() : others;
    }

    private void RequireAlone(List<FeatureChoice> features) =>
        Require(features.Count == 1 || features.All(choice => choice.Encoding != TextEncoding.TokenIds && choice.Image is null), "features",
            $"A column of images, or one with the encoding '{TextEncoding.TokenIds}', is learnt from alone; got {features.Count} columns. Say which.");

    private void RequireUserAndItem(int count, string algorithm) => Require(
        algorithm != Algorithm.MatrixFactorisation || count == 2, "features",
        $"'{algorithm}' learns from two columns, the user and the item, got {count}; say which.");

    private FeatureChoice CompleteFeature(FeatureChoice choice, int index, string algorithm)
    {
        var field = $"features[{index}]";
        if (!RequireColumn(choice.Column, $"{field}.column", out var kind))
        {
            return choice;
        }

        Require(choice.Column != spec.TargetColumn, $"{field}.column", $"'{choice.Column}' is the target.");
        Require(spec.Features.Take(index).All(other => other.Column != choice.Column), $"{field}.column",
            $"'{choice.Column}' is named twice.");
        return new FeatureRules($"{Root}.{field}", kind, algorithm, _violations).Complete(choice);
    }

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
}
