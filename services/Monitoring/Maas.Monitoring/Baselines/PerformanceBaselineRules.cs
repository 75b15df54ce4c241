namespace Maas.Monitoring.Baselines;

/// <summary>What the part of a baseline that tells of performance must look like.</summary>
internal static class PerformanceBaselineRules
{
    private const int MaxClasses = 1_000;
    private const int MaxPoints = 100_000;
    private const int MaxEdges = 200;
    private const int MaxColumns = 200;

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public static string? Problem(PerformanceBaseline performance)
    {
        var problem = performance switch
        {
            { RowCount: < 1 } => $"expected one row or more, got {performance.RowCount}.",
            { Classification: { } classes } => Problem(classes),
            { Regression: { } regression } => Problem(regression),
            _ => null,
        };
        return problem is null ? null : $"performance: {problem}";
    }

    private static string? Problem(ClassificationBaseline classes)
    {
        if (classes.ClassLabels.Length is < 2 or > MaxClasses || classes.ClassLabels.Distinct().Count() != classes.ClassLabels.Length)
        {
            return $"expected 2 to {MaxClasses} labels, each once; got {classes.ClassLabels.Length}.";
        }

        if (classes.Curves.Length != classes.ClassLabels.Length)
        {
            return $"expected a curve for each of {classes.ClassLabels.Length} classes, got {classes.Curves.Length}.";
        }

        if (classes.Curves.Any(curve => curve.Scores.Length > MaxPoints || curve.Scores.Length != curve.Probabilities.Length
            || !Ascends(curve.Scores, isStrict: true) || !Ascends(curve.Probabilities, isStrict: false)
            || curve.Scores.Concat(curve.Probabilities).Any(value => value is not (>= 0 and <= 1))))
        {
            return "expected curves of ascending points in [0, 1].";
        }

        return classes.ScoreEdges.Length <= MaxEdges && Ascends(classes.ScoreEdges, isStrict: true) && Array.TrueForAll(classes.ScoreEdges, double.IsFinite)
            && (classes.ScoreEdges.Length == 0 || classes.ClassLabels.Length == 2)
            ? null
            : $"expected at most {MaxEdges} ascending edges of scores, and those of two classes only.";
    }

    private static string? Problem(RegressionBaseline regression)
    {
        var count = regression.Columns.Length;
        if (count is 0 or > MaxColumns || regression.Columns.Any(column => column.Feature.Length == 0 || !double.IsFinite(column.Mean)))
        {
            return $"expected 1 to {MaxColumns} columns with names and finite means, got {count}.";
        }

        LossWeights[] models = [regression.Absolute, regression.Squared, regression.Fourth];
        return Array.TrueForAll(models, model => model.Linear.Length == count && model.Quadratic.Length == count && double.IsFinite(model.Intercept)
            && Array.TrueForAll(model.Linear, double.IsFinite) && Array.TrueForAll(model.Quadratic, double.IsFinite))
            ? null
            : $"expected three models of errors with {count} finite weights of each kind.";
    }

    private static bool Ascends(double[] values, bool isStrict)
    {
        for (var i = 1; i < values.Length; i++)
        {
            if (!(isStrict ? values[i] > values[i - 1] : values[i] >= values[i - 1]))
            {
                return false;
            }
        }

        return true;
    }
}
