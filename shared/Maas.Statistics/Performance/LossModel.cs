namespace Maas.Statistics.Performance;

/// <summary>
/// What the prediction of a row is expected to cost, by the columns of the row: of each its weight, and for some the weight of its square.
/// Never below 0. Immutable, thread-safe.
/// </summary>
/// <remarks>
/// It is what <see cref="LossEstimation"/> learns, as numbers that can be written down: made again of its weights it gives the same to the bit.
/// </remarks>
public sealed class LossModel
{
    private readonly double[] _linear;
    private readonly double[] _quadratic;

    /// <summary>Makes it of its weights.</summary>
    /// <param name="intercept">The value where all columns are 0, finite.</param>
    /// <param name="linearWeights">One for each column, finite; one column or more.</param>
    /// <param name="quadraticWeights">As many, finite; 0 for a column whose square is no term.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public LossModel(double intercept, ReadOnlySpan<double> linearWeights, ReadOnlySpan<double> quadraticWeights)
    {
        if (linearWeights.IsEmpty || linearWeights.Length != quadraticWeights.Length)
        {
            throw new ArgumentException(
                $"Expected as many weights of squares as of columns, 1 or more; got {quadraticWeights.Length} and {linearWeights.Length}.",
                nameof(quadraticWeights));
        }

        (Intercept, _linear, _quadratic) = (intercept, linearWeights.ToArray(), quadraticWeights.ToArray());
        if (!double.IsFinite(intercept) || !_linear.All(double.IsFinite) || !_quadratic.All(double.IsFinite))
        {
            throw new ArgumentException("Expected finite weights only.", nameof(linearWeights));
        }
    }

    /// <summary>The value where all columns are 0.</summary>
    public double Intercept { get; }

    /// <summary>The weight of each column.</summary>
    public ReadOnlySpan<double> LinearWeights => _linear;

    /// <summary>The weight of the square of each column.</summary>
    public ReadOnlySpan<double> QuadraticWeights => _quadratic;

    /// <summary>Learns what predictions cost. O(rows terms² + terms³), terms being columns and their squares.</summary>
    /// <param name="rows">Shape [rows, columns], row-major, of a reference that the regressor was not fitted on; one row or more.</param>
    /// <param name="isSquared">For each column, whether its square is a term; one column or more. Of a column of 0 and 1 it would be itself.</param>
    /// <param name="losses">What the prediction of each row cost, 0 or more.</param>
    /// <param name="penalty">See <see cref="RidgeRegression.Fit"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a value is not finite or too large for its square to be.</exception>
    public static LossModel Fit(ReadOnlySpan<double> rows, ReadOnlySpan<bool> isSquared, ReadOnlySpan<double> losses, double penalty)
    {
        if (isSquared.IsEmpty || rows.Length != (long)losses.Length * isSquared.Length)
        {
            throw new ArgumentException($"Expected {isSquared.Length} values, 1 or more, for each of {losses.Length} losses.", nameof(rows));
        }

        var termCount = isSquared.Length + isSquared.Count(true);
        var slopes = RidgeRegression.Fit(WithSquares(rows, isSquared, termCount), termCount, losses, penalty);
        var (linear, quadratic) = (new double[isSquared.Length], new double[isSquared.Length]);
        var term = 0;
        for (var column = 0; column < isSquared.Length; column++)
        {
            linear[column] = slopes.Slopes[term++];
            quadratic[column] = isSquared[column] ? slopes.Slopes[term++] : 0;
        }

        return new LossModel(slopes.Intercept, linear, quadratic);
    }

    /// <summary>The loss expected of a row, 0 or more. Allocates nothing.</summary>
    /// <param name="row">As many values as columns, finite.</param>
    public double Predict(ReadOnlySpan<double> row)
    {
        var value = Intercept;
        for (var column = 0; column < _linear.Length; column++)
        {
            value += _linear[column] * row[column];
            value += _quadratic[column] * (row[column] * row[column]);
        }

        return Math.Max(0, value);
    }

    // A value is followed by its square.
    private static double[] WithSquares(ReadOnlySpan<double> rows, ReadOnlySpan<bool> isSquared, int termCount)
    {
        var wide = new double[rows.Length / isSquared.Length * termCount];
        var term = 0;
        for (var start = 0; start < rows.Length; start += isSquared.Length)
        {
            for (var column = 0; column < isSquared.Length; column++)
            {
                var value = rows[start + column];
                wide[term++] = value;
                if (isSquared[column])
                {
                    wide[term++] = value * value;
                }
            }
        }

        return wide;
    }
}
