namespace Maas.Monitoring.Baselines;

/// <summary>How good a model was on rows that it was not fitted on, and what tells how good it is elsewhere. Immutable; kept as JSON.</summary>
internal sealed record PerformanceBaseline
{
    /// <summary>Rows of the test split.</summary>
    public required long RowCount { get; init; }

    /// <summary>Figures on them by name.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>Null unless it is a classifier.</summary>
    public ClassificationBaseline? Classification { get; init; }

    /// <summary>Null unless it is a regressor.</summary>
    public RegressionBaseline? Regression { get; init; }

    /// <summary>Variance of the mean absolute error by the test rows; 0 when it is not known.</summary>
    public double AbsoluteVariance => MetricOrNull("mae") is { } mae && MetricOrNull("mse") is { } mse ? Math.Max(0, mse - (mae * mae)) / RowCount : 0;

    /// <summary>Variance of the mean squared error by the test rows; 0 when it is not known.</summary>
    public double SquaredVariance => MetricOrNull("mse") is { } mse && Regression is { } regression
        ? Math.Max(0, regression.FourthMean - (mse * mse)) / RowCount
        : 0;

    /// <summary>A figure of the test rows; null when it is not known.</summary>
    public double? MetricOrNull(string name) => Metrics.TryGetValue(name, out var value) ? value : null;
}

/// <summary>What makes probabilities of the scores of a classifier.</summary>
/// <param name="ClassLabels">In the order of the scores.</param>
/// <param name="Curves">One per class.</param>
/// <param name="ScoreEdges">Inner edges of the bins of the second class's scores, of two classes.</param>
internal sealed record ClassificationBaseline(string[] ClassLabels, CalibrationPoints[] Curves, double[] ScoreEdges);

/// <summary>Points of a curve from score to probability; none leaves scores as they are.</summary>
internal sealed record CalibrationPoints(double[] Scores, double[] Probabilities);

/// <summary>What tells how far off predictions of a regressor are.</summary>
/// <param name="Columns">What the models are made of.</param>
/// <param name="Absolute">Of |truth - prediction|.</param>
/// <param name="Squared">Of its square.</param>
/// <param name="Fourth">Of its fourth power.</param>
/// <param name="TruthVariance">Variance of the truth on the test rows.</param>
/// <param name="FourthMean">Mean fourth power of the error on the test rows; 0 when it is not known.</param>
internal sealed record RegressionBaseline(
    LossColumn[] Columns, LossWeights Absolute, LossWeights Squared, LossWeights Fourth, double TruthVariance, double FourthMean = 0);

/// <summary>One column of the models of losses.</summary>
/// <param name="Feature">Name of the input, or of the prediction.</param>
/// <param name="Category">The column is 1 where the feature has it; null for numbers.</param>
/// <param name="Mean">Stands in for a missing number.</param>
internal sealed record LossColumn(string Feature, string? Category, double Mean);

/// <summary>A model of a loss: one weight per column of each kind.</summary>
internal sealed record LossWeights(double Intercept, double[] Linear, double[] Quadratic);
