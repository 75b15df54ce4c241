namespace Maas.Monitoring.Performance;

/// <summary>How good a version is in a window.</summary>
internal sealed record PerformanceReport
{
    /// <summary>Sampled predictions that carry an id.</summary>
    public required long PredictionCount { get; init; }

    /// <summary>Of these, the ones whose outcome is known.</summary>
    public required long OutcomeCount { get; init; }

    /// <summary>What the outcomes say; empty without any.</summary>
    public required IReadOnlyList<MetricFigure> Realised { get; init; }

    /// <summary>What is expected of all rows; empty when the baseline has nothing to estimate by.</summary>
    public required IReadOnlyList<MetricFigure> Estimated { get; init; }

    /// <summary>What was expected of the rows whose outcome is known.</summary>
    public required IReadOnlyList<MetricFigure> EstimatedForOutcomes { get; init; }

    /// <summary>Whether outcomes are further from the estimate of the same rows than chance explains.</summary>
    public required bool IsEstimateRefuted { get; init; }

    /// <summary>Changes that the detector found while outcomes of this window came.</summary>
    public required long ChangeCount { get; init; }

    /// <summary>What an estimate cannot see; empty without estimates.</summary>
    public required string Caveat { get; init; }
}

/// <summary>One figure with its 95 % confidence interval.</summary>
/// <param name="Metric">Name, such as <c>accuracy</c>.</param>
/// <param name="Value">The figure.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of it.</param>
/// <param name="BaselineValue">The same on the test rows of the version; null when it is not known.</param>
/// <param name="RowCount">Rows it was computed from.</param>
/// <param name="Recipe">How it came about.</param>
internal sealed record MetricFigure(
    string Metric, double Value, double Low, double High, double? BaselineValue, long RowCount, string Recipe);
