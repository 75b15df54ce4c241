using Maas.Monitoring.Baselines;
using Maas.Monitoring.Ingestion;
using Maas.Statistics.Performance;

namespace Maas.Monitoring.Performance;

/// <summary>
/// Judges the predictions of one version: what is expected of a row by the baseline, and what its outcome says. Not thread-safe: labels that no
/// baseline names are learnt as they come.
/// </summary>
/// <param name="baseline">Null when there is none: only outcomes say anything then.</param>
/// <param name="labels">Classes.</param>
internal sealed class PerformanceModel(ReadyBaseline? baseline, ClassLabels labels)
{
    private readonly int _binCount = baseline?.Profile.Performance?.Classification is { ScoreEdges.Length: > 0 } binned ? binned.ScoreEdges.Length + 1 : 0;

    /// <summary>What the baseline expects of a row; null when nothing was predicted that can be judged.</summary>
    public RowEstimate? Read(SampledValues row) => row.Prediction switch
    {
        { Text: { Length: > 0 } label } => baseline?.Scores is { } scores && row.Scores is { } given && scores.TryRead(given, out var probabilities, out var bin)
            ? new RowEstimate { Label = label, Probabilities = probabilities, Bin = bin }
            : new RowEstimate { Label = label },
        { Number: { } number } when Math.Abs(number) <= 1e30 => new RowEstimate
        {
            Number = number, Loss = baseline?.Losses?.Read(row, number) is { } loss && double.IsFinite(loss.SquaredVariance + loss.AbsoluteVariance) ? loss : null,
        },
        _ => null,
    };

    /// <summary>Counts a row that carries an id.</summary>
    public void Count(PerformanceCounts counts, RowEstimate row)
    {
        counts.PredictionCount++;
        if (row.Probabilities is { } probabilities && labels.IndexOf(row.Label!) is >= 0 and var predicted)
        {
            (counts.ExpectedClasses ??= Classes()).AddExpected(probabilities, predicted, row.Bin);
        }
        else if (row.Loss is { } loss)
        {
            (counts.ExpectedLosses ??= new LossSums()).AddExpected(loss);
        }
    }

    /// <summary>Counts the outcome of a row, or takes it out again.</summary>
    /// <param name="counts">Where.</param>
    /// <param name="row">What was predicted.</param>
    /// <param name="outcome">Of the kind that was predicted.</param>
    /// <param name="weight">1, or -1 to take it out.</param>
    public void CountOutcome(PerformanceCounts counts, RowEstimate row, OutcomeValue outcome, int weight)
    {
        counts.OutcomeCount += weight;
        if (outcome.Label is { } label)
        {
            var predicted = labels.IndexOf(row.Label!);
            if (predicted < 0)
            {
                return;
            }

            (counts.RealisedClasses ??= Classes()).AddTruth(labels.IndexOf(label), predicted, row.Probabilities is null ? -1 : row.Bin, weight);
            if (row.Probabilities is { } probabilities)
            {
                (counts.ExpectedClassesOfOutcomes ??= Classes()).AddExpected(probabilities, predicted, row.Bin, weight);
            }

            return;
        }

        (counts.RealisedLosses ??= new LossSums()).AddTruth(outcome.Number!.Value, row.Number!.Value, weight);
        if (row.Loss is { } loss)
        {
            (counts.ExpectedLossesOfOutcomes ??= new LossSums()).AddExpected(loss, weight);
        }
    }

    /// <summary>What a prediction cost, in [0, 1], for detectors of changes; null when there is no scale for it.</summary>
    /// <remarks>1 for a wrong label; of a number its absolute error, as a share of five times the error on the test rows.</remarks>
    public double? LossOf(RowEstimate row, OutcomeValue outcome) => outcome switch
    {
        { Label: { } label } => label == row.Label ? 0 : 1,
        { Number: { } number } when baseline?.Profile.Performance?.MetricOrNull("rmse") is > 0 and var usual =>
            Math.Min(1, Math.Abs(number - row.Number!.Value) / (5 * usual)),
        _ => null,
    };

    private ClassificationSums Classes() => ClassificationSums.Empty(labels.Count, _binCount);
}

/// <summary>What came true: a label or a number.</summary>
internal readonly record struct OutcomeValue(string? Label, double? Number);
