namespace Maas.Statistics.Performance;

/// <summary>
/// How good a regressor is on rows whose truth is not known yet: a second model learns, on a reference, what the first one's predictions
/// cost, and tells what they cost elsewhere. DLE. Immutable after <see cref="Fit"/>, thread-safe.
/// </summary>
/// <remarks>
/// The second model is linear in the columns and, unless it is told otherwise, in their squares; give it the prediction as one of them. Right
/// on rows of a kind that it has learnt; it cannot see that the same rows now have another truth (concept drift). Source: documentation of
/// NannyML, "Direct Loss Estimation"; the standard error comes from a third model, of squared costs, so that it holds where costs differ
/// between rows.
/// </remarks>
public sealed class LossEstimation
{
    /// <summary>Name of what is estimated by a model that is linear in the columns.</summary>
    public const string Linear = "dle.linear";

    /// <summary>Name of what is estimated by a model that is linear in the columns and their squares.</summary>
    public const string Quadratic = "dle.quadratic";

    private readonly RidgeRegression _cost;
    private readonly RidgeRegression _squaredCost;
    private readonly int _columnCount;
    private readonly bool _withSquares;

    private LossEstimation(RidgeRegression cost, RidgeRegression squaredCost, int columnCount, bool withSquares) =>
        (_cost, _squaredCost, _columnCount, _withSquares) = (cost, squaredCost, columnCount, withSquares);

    /// <summary>Name of what it estimates.</summary>
    public string Recipe => _withSquares ? Quadratic : Linear;

    /// <summary>The model of costs.</summary>
    public RidgeRegression CostModel => _cost;

    /// <summary>What a prediction costs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The loss is not defined for these values.</exception>
    public static double LossOf(RegressionLoss loss, double truth, double prediction) => loss switch
    {
        RegressionLoss.Absolute => Math.Abs(truth - prediction),
        RegressionLoss.Squared => (truth - prediction) * (truth - prediction),
        RegressionLoss.AbsolutePercentage when truth != 0 => Math.Abs((truth - prediction) / truth),
        RegressionLoss.SquaredLog when truth > -1 && prediction > -1 => Math.Pow(Math.Log((1 + truth) / (1 + prediction)), 2),
        _ => throw new ArgumentOutOfRangeException(nameof(truth), truth, $"The loss {loss} is not defined for a prediction of {prediction}."),
    };

    /// <summary>Learns what predictions cost.</summary>
    /// <param name="rows">Shape [rows, columns], row-major, of a reference that the regressor was not fitted on; one row or more.</param>
    /// <param name="columnCount">1 or more.</param>
    /// <param name="losses">What the prediction of each row cost, 0 or more: see <see cref="LossOf"/>.</param>
    /// <param name="withSquares">Whether squares of the columns are columns too.</param>
    /// <param name="penalty">See <see cref="RidgeRegression.Fit"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a value is not finite.</exception>
    public static LossEstimation Fit(
        ReadOnlySpan<double> rows, int columnCount, ReadOnlySpan<double> losses, bool withSquares = true, double penalty = 0)
    {
        var (wide, wideCount) = (withSquares ? WithSquares(rows) : rows.ToArray(), withSquares ? 2 * columnCount : columnCount);
        var squares = losses.ToArray();
        for (var row = 0; row < squares.Length; row++)
        {
            squares[row] *= squares[row];
        }

        return new LossEstimation(
            RidgeRegression.Fit(wide, wideCount, losses, penalty),
            RidgeRegression.Fit(wide, wideCount, squares, penalty),
            columnCount,
            withSquares);
    }

    /// <summary>The mean loss expected of rows; no row is expected to cost less than 0. O(n columns).</summary>
    /// <param name="rows">Shape [rows, columns], row-major, one row or more.</param>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public LossEstimate Estimate(ReadOnlySpan<double> rows)
    {
        if (rows.IsEmpty || rows.Length % _columnCount != 0)
        {
            throw new ArgumentException($"Expected one row or more of {_columnCount} values, got {rows.Length} values.", nameof(rows));
        }

        var (wide, count) = (_withSquares ? WithSquares(rows) : rows.ToArray(), rows.Length / _columnCount);
        var (sum, variance, size) = (0.0, 0.0, wide.Length / count);
        for (var start = 0; start < wide.Length; start += size)
        {
            var row = wide.AsSpan(start, size);
            var cost = Math.Max(0, _cost.Predict(row));
            sum += cost;
            variance += Math.Max(0, _squaredCost.Predict(row) - (cost * cost));
        }

        return new LossEstimate(sum / count, Math.Sqrt(variance) / count);
    }

    // Each value followed by its square: the order of the columns is of no account.
    private static double[] WithSquares(ReadOnlySpan<double> rows)
    {
        var wide = new double[2 * rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            (wide[2 * i], wide[(2 * i) + 1]) = (rows[i], rows[i] * rows[i]);
        }

        return wide;
    }
}
