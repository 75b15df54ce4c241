namespace Maas.Statistics.Performance;

/// <summary>
/// How far off predictions of numbers are, in sums that add up, in any order. Rows count with their truth, or with the losses that a model
/// of them expects (DLE). A row can be taken out again. Not thread-safe.
/// </summary>
/// <remarks>
/// With truths, a mean has the standard error of its terms. With expected losses, the variance of each row's loss about what is expected of it
/// adds up: what comes true scatters by that much about the estimate.
/// </remarks>
public sealed class LossSums
{
    /// <summary>Rows.</summary>
    public long RowCount { get; set; }

    /// <summary>Sum of |prediction - truth|.</summary>
    public PreciseSum Absolute { get; set; }

    /// <summary>Sum of (prediction - truth)².</summary>
    public PreciseSum Squared { get; set; }

    /// <summary>Sum of (prediction - truth)⁴; of truths only.</summary>
    public PreciseSum Fourth { get; set; }

    /// <summary>Sum of prediction - truth; of truths only.</summary>
    public PreciseSum Difference { get; set; }

    /// <summary>Sum of the truths.</summary>
    public PreciseSum Truth { get; set; }

    /// <summary>Sum of the squared truths.</summary>
    public PreciseSum SquaredTruth { get; set; }

    /// <summary>Variance of <see cref="Absolute"/>; 0 for truths.</summary>
    public PreciseSum AbsoluteVariance { get; set; }

    /// <summary>Variance of <see cref="Squared"/>; 0 for truths.</summary>
    public PreciseSum SquaredVariance { get; set; }

    /// <summary>Adds a row whose truth is known, or takes it out again.</summary>
    /// <param name="truth">Finite.</param>
    /// <param name="prediction">Finite.</param>
    /// <param name="weight">1, or -1 to take it out.</param>
    public void AddTruth(double truth, double prediction, int weight = 1)
    {
        var (error, square) = (prediction - truth, (prediction - truth) * (prediction - truth));
        RowCount += weight;
        Absolute += weight * Math.Abs(error);
        Squared += weight * square;
        Fourth += weight * square * square;
        Difference += weight * error;
        Truth += weight * truth;
        SquaredTruth += weight * truth * truth;
    }

    /// <summary>Adds a row whose truth is not known, or takes it out again.</summary>
    /// <param name="loss">What its prediction is expected to cost.</param>
    /// <param name="weight">1, or -1 to take it out.</param>
    public void AddExpected(ExpectedLoss loss, int weight = 1)
    {
        RowCount += weight;
        Absolute += weight * loss.Absolute;
        Squared += weight * loss.Squared;
        AbsoluteVariance += weight * loss.AbsoluteVariance;
        SquaredVariance += weight * loss.SquaredVariance;
    }

    /// <summary>Adds other sums, which stay as they are.</summary>
    public void Merge(LossSums other)
    {
        ArgumentNullException.ThrowIfNull(other);
        RowCount += other.RowCount;
        Absolute += other.Absolute;
        Squared += other.Squared;
        Fourth += other.Fourth;
        Difference += other.Difference;
        Truth += other.Truth;
        SquaredTruth += other.SquaredTruth;
        AbsoluteVariance += other.AbsoluteVariance;
        SquaredVariance += other.SquaredVariance;
    }

    /// <summary>Mean absolute error.</summary>
    /// <param name="ofReference">Variance of an estimate by the reference that it was learnt from, a sample itself; 0 for truths.</param>
    public FigureInterval MeanAbsoluteError(double ofReference = 0) => RowCount == 0
        ? FigureInterval.Unknown
        : FigureInterval.Of(Absolute / RowCount, Math.Sqrt(MeanAbsoluteVariance() + ofReference), 0, double.MaxValue);

    /// <summary>Variance of the mean absolute error.</summary>
    public double MeanAbsoluteVariance() =>
        (AbsoluteVariance > 0 ? AbsoluteVariance : Scatter(Squared, Absolute)) / RowCount / RowCount;

    /// <summary>Mean squared error.</summary>
    /// <param name="ofReference">As in <see cref="MeanAbsoluteError"/>.</param>
    public FigureInterval MeanSquaredError(double ofReference = 0)
    {
        if (RowCount == 0)
        {
            return FigureInterval.Unknown;
        }

        var variance = (SquaredVariance > 0 ? SquaredVariance : Scatter(Fourth, Squared)) / RowCount / RowCount;
        return FigureInterval.Of(Squared / RowCount, Math.Sqrt(variance + ofReference), 0, double.MaxValue);
    }

    /// <summary>Root of the mean squared error, its interval by the roots of the ends.</summary>
    /// <param name="ofReference">Of the mean squared error, as in <see cref="MeanAbsoluteError"/>.</param>
    public FigureInterval RootMeanSquaredError(double ofReference = 0)
    {
        var (value, low, high) = MeanSquaredError(ofReference);
        return new FigureInterval(Math.Sqrt(value), Math.Sqrt(low), Math.Sqrt(high));
    }

    /// <summary>Mean of prediction - truth; of truths only.</summary>
    public FigureInterval Bias() => RowCount == 0
        ? FigureInterval.Unknown
        : FigureInterval.Of(Difference / RowCount, Math.Sqrt(Scatter(Squared, Difference)) / RowCount, double.MinValue, double.MaxValue);

    /// <summary>1 - mean squared error / variance of the truth, which is taken as it is.</summary>
    /// <param name="truthVariance">Variance of the truth; null for that of the rows.</param>
    /// <param name="ofReference">Of the mean squared error, as in <see cref="MeanAbsoluteError"/>.</param>
    public FigureInterval R2(double? truthVariance = null, double ofReference = 0)
    {
        var variance = truthVariance ?? (RowCount == 0 ? 0 : (SquaredTruth - (Truth * Truth / RowCount)) / RowCount);
        if (!(variance > 0) || RowCount == 0)
        {
            return FigureInterval.Unknown;
        }

        var (value, low, high) = MeanSquaredError(ofReference);
        return new FigureInterval(1 - (value / variance), 1 - (high / variance), 1 - (low / variance));
    }

    // Sum of squared distances of terms from their mean, as n of a sample have it; of one row nothing is known.
    private double Scatter(double squares, double sum) => RowCount < 2
        ? double.PositiveInfinity
        : Math.Max(0, squares - (sum * sum / RowCount)) * RowCount / (RowCount - 1);
}
