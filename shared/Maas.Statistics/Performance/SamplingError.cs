using Maas.Statistics.Calibration;

namespace Maas.Statistics.Performance;

/// <summary>
/// How much a figure varies between windows of the reference's kind, by their size alone: computed once on a reference whose truth is
/// known. Where windows differ in kind, <see cref="ConfidenceBasedEstimation.StandardErrors"/> tells more.
/// </summary>
/// <remarks>
/// Each figure is taken as a mean of parts, one for each row that counts for it, as NannyML does; but F1 as a ratio of two such means, and
/// the area under the curve with both classes, without which it errs by 1.4 times. Sources: Cochran, "Sampling Techniques", 1977, section
/// 6.4, for the ratio; DeLong, DeLong and Clarke-Pearson, 1988, for the area.
/// </remarks>
/// <param name="Deviation">Standard deviation of the parts.</param>
/// <param name="Fraction">Share of rows that count, in [0, 1].</param>
public readonly record struct SamplingError(double Deviation, double Fraction)
{
    private const int Bootstraps = 50;
    private const int MostDrawn = 50_000;

    /// <summary>The standard error of a window; infinite when no row of it counts.</summary>
    /// <param name="windowCount">Rows, 1 or more.</param>
    public double Of(long windowCount) => Deviation / Math.Sqrt(windowCount * Fraction) is var error && double.IsNaN(error)
        ? double.PositiveInfinity
        : error;

    /// <summary>Of accuracy. Parameters of all: the truth, 0 or 1, and as many predictions or scores.</summary>
    public static SamplingError OfAccuracy(ReadOnlySpan<double> truth, ReadOnlySpan<bool> predicted) =>
        OfParts(truth, predicted, (positive, chosen) => positive == chosen ? 1 : 0);

    /// <summary>Of precision: rows that are predicted positive count.</summary>
    public static SamplingError OfPrecision(ReadOnlySpan<double> truth, ReadOnlySpan<bool> predicted) =>
        OfParts(truth, predicted, (positive, chosen) => chosen ? positive ? 1 : 0 : double.NaN);

    /// <summary>Of recall: positive rows count.</summary>
    public static SamplingError OfRecall(ReadOnlySpan<double> truth, ReadOnlySpan<bool> predicted) =>
        OfParts(truth, predicted, (positive, chosen) => positive ? chosen ? 1 : 0 : double.NaN);

    /// <summary>Of specificity: negative rows count.</summary>
    public static SamplingError OfSpecificity(ReadOnlySpan<double> truth, ReadOnlySpan<bool> predicted) =>
        OfParts(truth, predicted, (positive, chosen) => positive ? double.NaN : chosen ? 0 : 1);

    /// <summary>Of F1: all but true negatives count.</summary>
    public static SamplingError OfF1(ReadOnlySpan<double> truth, ReadOnlySpan<bool> predicted)
    {
        var confusion = ExpectedConfusion.Of(truth, predicted);
        var wrong = confusion.FalsePositives + confusion.FalseNegatives;
        var (f1, scale) = (confusion.F1, (confusion.TruePositives + wrong) / (confusion.TruePositives + (wrong / 2)));
        return OfParts(truth, predicted, (positive, chosen) =>
            positive && chosen ? scale * (1 - f1) : positive || chosen ? -scale * f1 / 2 : double.NaN);
    }

    /// <summary>Of the area under the receiver operating characteristic: all rows count, each class against the other.</summary>
    public static SamplingError OfRocAuc(ReadOnlySpan<double> truth, ReadOnlySpan<double> scores)
    {
        Outcomes.Check(truth, truth);
        if (scores.Length != truth.Length || scores.Contains(double.NaN))
        {
            throw new ArgumentException($"Expected {truth.Length} scores that are numbers, got {scores.Length}, or NaN among them.", nameof(scores));
        }

        var (sorted, happened) = (scores.ToArray(), truth.ToArray());
        Array.Sort(sorted, happened);
        double positives = truth.Count(1.0), negatives = truth.Length - positives;
        var (above, below) = (new List<double>(), new List<double>());
        double positivesBelow = 0, negativesBelow = 0;
        for (var start = 0; start < sorted.Length;)
        {
            var (end, tiedPositives) = (start, 0);
            for (; end < sorted.Length && sorted[end] == sorted[start]; end++)
            {
                tiedPositives += (int)happened[end];
            }

            var tiedNegatives = end - start - tiedPositives;
            above.AddRange(Enumerable.Repeat((negativesBelow + (tiedNegatives / 2.0)) / negatives, tiedPositives));
            below.AddRange(Enumerable.Repeat((positivesBelow + (tiedPositives / 2.0)) / positives, tiedNegatives));
            (positivesBelow, negativesBelow, start) = (positivesBelow + tiedPositives, negativesBelow + tiedNegatives, end);
        }

        var (left, right) = (Deviate(above), Deviate(below));
        return new SamplingError(Math.Sqrt(((left * left / positives) + (right * right / negatives)) * truth.Length), 1);
    }

    /// <summary>Of average precision: by 50 bootstraps of half the rows, 50,000 at most, scaled by the root of their number.</summary>
    public static SamplingError OfAveragePrecision(ReadOnlySpan<double> truth, ReadOnlySpan<double> scores, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Outcomes.Check(truth, truth);
        var size = Math.Clamp(truth.Length / 2, 1, MostDrawn);
        var (drawnTruth, drawnScores, values) = (new double[size], new double[size], new List<double>(Bootstraps));
        for (var draw = 0; draw < Bootstraps; draw++)
        {
            for (var i = 0; i < size; i++)
            {
                var row = random.Next(truth.Length);
                (drawnTruth[i], drawnScores[i]) = (truth[row], scores[row]);
            }

            var value = new RankedScores(drawnScores).AveragePrecision(drawnTruth);
            if (!double.IsNaN(value))
            {
                values.Add(value);
            }
        }

        return new SamplingError(Deviate(values) * Math.Sqrt(size), 1);
    }

    // NaN is a row that does not count.
    private static SamplingError OfParts(ReadOnlySpan<double> truth, ReadOnlySpan<bool> predicted, Func<bool, bool, double> part)
    {
        Outcomes.Check(truth, truth);
        if (predicted.Length != truth.Length)
        {
            throw new ArgumentException($"Expected {truth.Length} predictions, got {predicted.Length}.", nameof(predicted));
        }

        var parts = new List<double>();
        for (var row = 0; row < truth.Length; row++)
        {
            var value = part(truth[row] == 1, predicted[row]);
            if (!double.IsNaN(value))
            {
                parts.Add(value);
            }
        }

        return new SamplingError(Deviate(parts), (double)parts.Count / truth.Length);
    }

    private static double Deviate(List<double> parts)
    {
        if (parts.Count == 0)
        {
            return double.NaN;
        }

        var mean = parts.Average();
        return Math.Sqrt(parts.Sum(part => (part - mean) * (part - mean)) / parts.Count);
    }
}
