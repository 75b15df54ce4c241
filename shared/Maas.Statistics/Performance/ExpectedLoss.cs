namespace Maas.Statistics.Performance;

/// <summary>What the prediction of a row is expected to cost, and how far that scatters; or the sums of these over rows.</summary>
/// <param name="Absolute">Mean of |error|, 0 or more.</param>
/// <param name="AbsoluteVariance">Variance of |error|, 0 or more.</param>
/// <param name="Squared">Mean of error², 0 or more.</param>
/// <param name="SquaredVariance">Variance of error², 0 or more.</param>
public readonly record struct ExpectedLoss(double Absolute, double AbsoluteVariance, double Squared, double SquaredVariance)
{
    /// <summary>Of the rows of both, which are independent of each other.</summary>
    public static ExpectedLoss operator +(ExpectedLoss left, ExpectedLoss right) => new(
        left.Absolute + right.Absolute,
        left.AbsoluteVariance + right.AbsoluteVariance,
        left.Squared + right.Squared,
        left.SquaredVariance + right.SquaredVariance);

    /// <summary>The mean absolute error of some rows.</summary>
    /// <param name="rowCount">As many as were summed, 1 or more.</param>
    public LossEstimate MeanAbsolute(long rowCount) => new(Absolute / rowCount, Math.Sqrt(AbsoluteVariance) / rowCount);

    /// <summary>The mean squared error of some rows; its root is <see cref="LossEstimate.Root"/>.</summary>
    /// <param name="rowCount">As many as were summed, 1 or more.</param>
    public LossEstimate MeanSquared(long rowCount) => new(Squared / rowCount, Math.Sqrt(SquaredVariance) / rowCount);
}
