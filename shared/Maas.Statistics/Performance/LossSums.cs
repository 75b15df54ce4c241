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
    public double Absolute { get; set; }

    /// <summary>Sum of (prediction - truth)².</summary>
    public double Squared { get; set; }

    /// <summary>Sum of (prediction - truth)⁴; of truths only.</summary>
    public double Fourth { get; set; }

    /// <summary>Sum of prediction - truth; of truths only.</summary>
    public double Difference { get; set; }

    /// <summary>Sum of the truths.</summary>
    public double Truth { get; set; }

    /// <summary>Sum of the squared truths.</summary>
    public double SquaredTruth { get; set; }

    /// <summary>Variance of <see cref="Absolute"/>; 0 for truths.</summary>
    public double AbsoluteVariance { get; set; }

    /// <summary>Variance of <see cref="Squared"/>; 0 for truths.</summary>
    public double SquaredVariance { get; set; }

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
    public FigureInterval MeanAbsoluteError() => RowCount == 0
        ? FigureInterval.Unknown
        : FigureInterval.Of(Absolute / RowCount, MeanAbsoluteErrorError(), 0, double.MaxValue);

    /// <summary>Standard error of the mean absolute error.</summary>
    public double MeanAbsoluteErrorError() =>
        Math.Sqrt(AbsoluteVariance > 0 ? AbsoluteVariance : Scatter(Squared, Absolute)) / RowCount;

    /// <summary>Mean squared error.</summary>
    public FigureInterval MeanSquaredError() => RowCount == 0
        ? FigureInterval.Unknown
        : FigureInterval.Of(
            Squared / RowCount, Math.Sqrt(SquaredVariance > 0 ? SquaredVariance : Scatter(Fourth, Squared)) / RowCount, 0, double.MaxValue);

    /// <summary>Root of the mean squared error, its interval by the roots of the ends.</summary>
    public FigureInterval RootMeanSquaredError()
    {
        var (value, low, high) = MeanSquaredError();
        return new FigureInterval(Math.Sqrt(value), Math.Sqrt(low), Math.Sqrt(high));
    }

    /// <summary>Mean of prediction - truth; of truths only.</summary>
    public FigureInterval Bias() => RowCount == 0
        ? FigureInterval.Unknown
        : FigureInterval.Of(Difference / RowCount, Math.Sqrt(Scatter(Squared, Difference)) / RowCount, double.MinValue, double.MaxValue);

    /// <summary>1 - mean squared error / variance of the truth, which is taken as it is.</summary>
    /// <param name="truthVariance">Variance of the truth; null for that of the rows.</param>
    public FigureInterval R2(double? truthVariance = null)
    {
        var variance = truthVariance ?? (RowCount == 0 ? 0 : (SquaredTruth - (Truth * Truth / RowCount)) / RowCount);
        if (!(variance > 0) || RowCount == 0)
        {
            return FigureInterval.Unknown;
        }

        var (value, low, high) = MeanSquaredError();
        return new FigureInterval(1 - (value / variance), 1 - (high / variance), 1 - (low / variance));
    }

    // Sum of squared distances of terms from their mean.
    private double Scatter(double squares, double sum) => Math.Max(0, squares - (sum * sum / RowCount));
}
