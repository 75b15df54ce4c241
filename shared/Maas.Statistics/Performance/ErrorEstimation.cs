namespace Maas.Statistics.Performance;

/// <summary>
/// How far off a regressor is on rows whose truth is not known yet, from three models of its errors: of their absolute value, their square
/// and their fourth power. The second tells also how far the first scatters, and the third how far the second does. DLE. Immutable, thread-safe.
/// </summary>
/// <remarks>
/// Name of what is estimated: <see cref="LossEstimation.Quadratic"/>; its assumptions and source: <see cref="LossEstimation"/>. Standard
/// errors hold how rows scatter, which is right for windows that are small beside the reference; see <see cref="LossSums.MeanAbsoluteError"/>.
/// </remarks>
public sealed class ErrorEstimation
{
    /// <summary>What a slope of 1 standard deviation costs unless told otherwise, in rows: for references of 100 rows and more.</summary>
    /// <remarks>
    /// Measured on windows under covariate shift, 2 to 60 numbers and up to 20 categories, normal and heavy tails: with 100 rows of 20 numbers the error
    /// of the MAE is 8 to 12 % instead of 15 to 20 % without a penalty, with 300 rows it is up to a fifth smaller, from 1,000 rows on the same within a
    /// tenth. 400 loses where few columns tell much.
    /// </remarks>
    public const double Penalty = 200;

    /// <summary>Makes it of its models.</summary>
    /// <param name="absolute">Of |error|.</param>
    /// <param name="squared">Of error², over the same columns.</param>
    /// <param name="fourthPower">Of error⁴, over the same columns.</param>
    /// <exception cref="ArgumentException">They have not as many columns.</exception>
    public ErrorEstimation(LossModel absolute, LossModel squared, LossModel fourthPower)
    {
        ArgumentNullException.ThrowIfNull(absolute);
        ArgumentNullException.ThrowIfNull(squared);
        ArgumentNullException.ThrowIfNull(fourthPower);
        var count = absolute.LinearWeights.Length;
        if (squared.LinearWeights.Length != count || fourthPower.LinearWeights.Length != count)
        {
            throw new ArgumentException(
                $"Expected models of as many columns, got {count}, {squared.LinearWeights.Length} and {fourthPower.LinearWeights.Length}.", nameof(squared));
        }

        (Absolute, Squared, FourthPower) = (absolute, squared, fourthPower);
    }

    /// <summary>Of |error|.</summary>
    public LossModel Absolute { get; }

    /// <summary>Of error².</summary>
    public LossModel Squared { get; }

    /// <summary>Of error⁴.</summary>
    public LossModel FourthPower { get; }

    /// <summary>Learns all three.</summary>
    /// <param name="rows">Shape [rows, columns], row-major, of a reference that the regressor was not fitted on; one row or more.</param>
    /// <param name="isSquared">For each column, whether its square is a term too.</param>
    /// <param name="errors">Of each row the truth less the prediction, or the other way.</param>
    /// <param name="penalty">See <see cref="RidgeRegression.Fit"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a value is not finite or too large for its powers to be.</exception>
    public static ErrorEstimation Fit(
        ReadOnlySpan<double> rows, ReadOnlySpan<bool> isSquared, ReadOnlySpan<double> errors, double penalty = Penalty)
    {
        var absolute = Array.ConvertAll(errors.ToArray(), Math.Abs);
        var squared = Array.ConvertAll(absolute, error => error * error);
        var fourthPower = Array.ConvertAll(squared, square => square * square);
        return new ErrorEstimation(
            LossModel.Fit(rows, isSquared, absolute, penalty),
            LossModel.Fit(rows, isSquared, squared, penalty),
            LossModel.Fit(rows, isSquared, fourthPower, penalty));
    }

    /// <summary>What the prediction of a row is expected to cost. Allocates nothing.</summary>
    /// <param name="row">As many values as columns, finite.</param>
    public ExpectedLoss Expect(ReadOnlySpan<double> row)
    {
        var (absolute, squared, fourthPower) = (Absolute.Predict(row), Squared.Predict(row), FourthPower.Predict(row));
        return new ExpectedLoss(
            absolute, Math.Max(0, squared - (absolute * absolute)), squared, Math.Max(0, fourthPower - (squared * squared)));
    }
}
