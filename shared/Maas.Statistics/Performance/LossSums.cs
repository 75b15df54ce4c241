namespace Maas.Statistics.Performance;

/// <summary>
/// How far off predictions of numbers are, in sums that add up, in any order. Rows count with their truth, or with the losses that a model
/// of them expects (DLE). A row can be taken out again. Not thread-safe.
/// </summary>
/// <remarks>
/// With truths, a mean has the standard error of its terms. With expected losses, the variance of each row's loss about what is expected of it
/// adds up: what comes true scatters by that much about the estimate. Rows that all cost the same, such as nothing, do not scatter, and tell nothing of
/// what others would cost. With 97.5 % confidence no more than 1 - 0.025^(1/n) of all rows are others (Clopper and Pearson, 1934; the rule of three of
/// Hanley and Lippman-Hand, 1983); these are taken to cost what it costs to predict the mean of the truth, or as much again as those that came.
/// Where a few rows cost nearly all, an interval by the standard error is somewhat narrow: 91 % where 4 of 200 are expected to.
/// </remarks>
public sealed class LossSums
{
    // Squares of terms that are equal differ from the square of their sum by rounding alone.
    private const double Rounding = 1e-12;

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
    /// <param name="reference">What an estimate was learnt from; null for truths.</param>
    public FigureInterval MeanAbsoluteError(LossReference? reference = null) => RowCount == 0
        ? FigureInterval.Unknown
        : Mean(
            Absolute, MeanAbsoluteVariance() + (reference?.AbsoluteVariance ?? 0), Math.Sqrt(TruthVariance(reference)), reference, least: 0);

    /// <summary>Variance of the mean absolute error.</summary>
    public double MeanAbsoluteVariance() =>
        (AbsoluteVariance > 0 ? AbsoluteVariance : Scatter(Squared, Absolute)) / RowCount / RowCount;

    /// <summary>Mean squared error.</summary>
    /// <param name="reference">As in <see cref="MeanAbsoluteError"/>.</param>
    public FigureInterval MeanSquaredError(LossReference? reference = null)
    {
        if (RowCount == 0)
        {
            return FigureInterval.Unknown;
        }

        var variance = (SquaredVariance > 0 ? SquaredVariance : Scatter(Fourth, Squared)) / RowCount / RowCount;
        return Mean(Squared, variance + (reference?.SquaredVariance ?? 0), TruthVariance(reference), reference, least: 0);
    }

    /// <summary>Root of the mean squared error, its interval by the roots of the ends.</summary>
    /// <param name="reference">As in <see cref="MeanAbsoluteError"/>.</param>
    public FigureInterval RootMeanSquaredError(LossReference? reference = null)
    {
        var (value, low, high) = MeanSquaredError(reference);
        return new FigureInterval(Math.Sqrt(value), Math.Sqrt(low), Math.Sqrt(high));
    }

    /// <summary>Mean of prediction - truth; of truths only.</summary>
    public FigureInterval Bias() => RowCount == 0
        ? FigureInterval.Unknown
        : Mean(
            Difference, Scatter(Squared, Difference) / RowCount / RowCount, Math.Sqrt(TruthVariance(null)), reference: null,
            least: double.MinValue);

    /// <summary>1 - mean squared error / variance of the truth, which is taken as it is.</summary>
    /// <param name="reference">As in <see cref="MeanAbsoluteError"/>; the variance of the truth is then its.</param>
    public FigureInterval R2(LossReference? reference = null)
    {
        var variance = TruthVariance(reference);
        if (!(variance > 0) || RowCount == 0)
        {
            return FigureInterval.Unknown;
        }

        var (value, low, high) = MeanSquaredError(reference);
        return new FigureInterval(1 - (value / variance), 1 - (high / variance), 1 - (low / variance));
    }

    // A mean of terms with a variance; of terms without any, as far as others may be.
    private FigureInterval Mean(double sum, double variance, double costOfOthers, LossReference? reference, double least)
    {
        var mean = sum / RowCount;
        if (variance > 0)
        {
            return FigureInterval.Of(mean, Math.Sqrt(variance), least, double.MaxValue);
        }

        var rows = Math.Min(RowCount, reference?.RowCount ?? long.MaxValue);
        var reach = (1 - Math.Pow(0.025, 1.0 / rows)) * Math.Max(Math.Abs(mean), costOfOthers);
        return reach > 0
            ? new FigureInterval(mean, Math.Max(least, mean - reach), mean + reach)
            : new FigureInterval(mean, least, double.MaxValue);
    }

    private double TruthVariance(LossReference? reference) =>
        reference?.TruthVariance ?? (RowCount == 0 ? 0 : Math.Max(0, SquaredTruth - (Truth * Truth / RowCount)) / RowCount);

    // Sum of squared distances of terms from their mean, as n of a sample have it; of one row nothing is known.
    private double Scatter(double squares, double sum)
    {
        if (RowCount < 2)
        {
            return double.PositiveInfinity;
        }

        var spread = squares - (sum * sum / RowCount);
        return spread > Rounding * squares ? spread * RowCount / (RowCount - 1) : 0;
    }
}

/// <summary>Rows that an estimate of losses was learnt from: a sample, too.</summary>
/// <param name="RowCount">1 or more.</param>
/// <param name="AbsoluteVariance">Variance of the mean absolute error by these rows.</param>
/// <param name="SquaredVariance">Variance of the mean squared error by them.</param>
/// <param name="TruthVariance">Variance of the truth among them; 0 when it is not known.</param>
public readonly record struct LossReference(long RowCount, double AbsoluteVariance, double SquaredVariance, double TruthVariance);
