using Maas.Monitoring.Baselines;
using Maas.Statistics.Distributions;
using Maas.Statistics.Performance;

namespace Maas.Monitoring.Performance;

/// <summary>How good a version is in a window.</summary>
internal sealed record PerformanceReport
{
    private const string Realisation = "realised";

    private const string Blindness =
        "Estimated from what the version showed on its test rows: right while rows of a kind keep the truth that they had there. That the same rows "
        + "now have another truth (concept drift) an estimate cannot see; outcomes show it.";

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

    /// <summary>What counts say; null without predictions that carry an id.</summary>
    /// <param name="counts">Null for none.</param>
    /// <param name="baseline">Null when it is not known.</param>
    /// <param name="level">Probability that an estimate which is right is refuted.</param>
    public static PerformanceReport? Of(PerformanceCounts? counts, PerformanceBaseline? baseline, double level)
    {
        if (counts is not { PredictionCount: > 0 } and not { OutcomeCount: > 0 })
        {
            return null;
        }

        IReadOnlyList<MetricFigure> estimated =
        [
            .. ClassifierFigures.Of(counts.ExpectedClasses, baseline, ConfidenceBasedEstimation.Recipe),
            .. RegressorFigures.Of(counts.ExpectedLosses, baseline, LossEstimation.Quadratic, areTruths: false),
        ];
        return new PerformanceReport
        {
            PredictionCount = counts.PredictionCount,
            OutcomeCount = counts.OutcomeCount,
            Realised =
            [
                .. ClassifierFigures.Of(counts.RealisedClasses, baseline, Realisation),
                .. RegressorFigures.Of(counts.RealisedLosses, baseline, Realisation, areTruths: true),
            ],
            Estimated = estimated,
            EstimatedForOutcomes =
            [
                .. ClassifierFigures.Of(counts.ExpectedClassesOfOutcomes, baseline, ConfidenceBasedEstimation.Recipe),
                .. RegressorFigures.Of(counts.ExpectedLossesOfOutcomes, baseline, LossEstimation.Quadratic, areTruths: false),
            ],
            IsEstimateRefuted = IsRefuted(counts, baseline, level),
            ChangeCount = counts.ChangeCount,
            Caveat = estimated.Count > 0 ? Blindness : "",
        };
    }

    // Compares accuracy, or the mean absolute error. What the estimate was learnt from is a sample, too: its error counts, too.
    private static bool IsRefuted(PerformanceCounts counts, PerformanceBaseline? baseline, double level)
    {
        if (baseline is null)
        {
            return false;
        }

        if (counts is { RealisedClasses: { RowCount: > 0 } truths, ExpectedClassesOfOutcomes: { } expected } && expected.RowCount == truths.RowCount)
        {
            var (value, error) = (expected.Accuracy().Value, expected.AccuracyError());
            return Differs(truths.Accuracy().Value, value, (error * error) + (value * (1 - value) / baseline.RowCount), level);
        }

        if (counts is { RealisedLosses: { RowCount: > 0 } losses, ExpectedLossesOfOutcomes: { } expectedLosses }
            && expectedLosses.RowCount == losses.RowCount)
        {
            return Differs(
                losses.MeanAbsoluteError().Value, expectedLosses.MeanAbsoluteError().Value,
                expectedLosses.MeanAbsoluteVariance() + baseline.AbsoluteVariance, level);
        }

        return false;
    }

    private static bool Differs(double realised, double expected, double variance, double level) =>
        variance > 0 && Math.Abs(realised - expected) > NormalDistribution.Quantile(1 - (level / 2)) * Math.Sqrt(variance);
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
