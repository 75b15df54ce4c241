namespace Maas.Statistics.Performance;

/// <summary>
/// A linear model by least squares, with or without a penalty on its slopes. Columns that others make up are left out, so that a solution is
/// always there. Immutable, thread-safe.
/// </summary>
/// <remarks>
/// Normal equations of centred, scaled columns by Cholesky's factors: good for some 200 columns whose correlations are not above 0.99999.
/// Source: Hoerl and Kennard, "Ridge regression", 1970; Golub and Van Loan, "Matrix Computations", 2013, section 4.2.
/// </remarks>
public sealed class RidgeRegression
{
    // Of the variance of a column, what the columns before it leave unexplained: below this it is made up of them. One that is constant but for
    // rounding is not scaled, and falls below it too.
    private const double LeastShare = 1e-10;

    private readonly double[] _slopes;

    private RidgeRegression(double intercept, double[] slopes) => (Intercept, _slopes) = (intercept, slopes);

    /// <summary>The value where all columns are 0.</summary>
    public double Intercept { get; }

    /// <summary>Change of the value by that of each column; 0 for those left out.</summary>
    public ReadOnlySpan<double> Slopes => _slopes;

    /// <summary>Fits it, O(rows columns² + columns³).</summary>
    /// <param name="rows">Shape [rows, columns], row-major, one row or more, all finite.</param>
    /// <param name="columnCount">1 or more.</param>
    /// <param name="targets">One for each row, finite.</param>
    /// <param name="penalty">0 for least squares; else what a slope of 1 standard deviation costs, in rows.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or the sums are not finite.</exception>
    public static RidgeRegression Fit(ReadOnlySpan<double> rows, int columnCount, ReadOnlySpan<double> targets, double penalty = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(penalty);
        if (targets.IsEmpty || rows.Length != (long)targets.Length * columnCount)
        {
            throw new ArgumentException($"Expected {columnCount} values for each of 1 or more targets.", nameof(rows));
        }

        var (means, mean) = Means(rows, columnCount, targets);
        var (products, withTarget) = Products(rows, columnCount, targets, means, mean);
        var scales = new double[columnCount];
        for (var column = 0; column < columnCount; column++)
        {
            var square = products[(column * columnCount) + column];
            var rounding = 1e-12 * means[column];
            scales[column] = square > targets.Length * rounding * rounding ? Math.Sqrt(square) : 1;
            if (!double.IsFinite(square) || !double.IsFinite(withTarget[column]))
            {
                throw new ArgumentException("Expected finite values of moderate size.", nameof(rows));
            }
        }

        for (var i = 0; i < products.Length; i++)
        {
            products[i] /= scales[i / columnCount] * scales[i % columnCount];
        }

        for (var column = 0; column < columnCount; column++)
        {
            products[(column * columnCount) + column] += penalty / targets.Length;
            withTarget[column] /= scales[column];
        }

        var slopes = Solve(products, withTarget, columnCount);
        var intercept = mean;
        for (var column = 0; column < columnCount; column++)
        {
            slopes[column] /= scales[column];
            intercept -= slopes[column] * means[column];
        }

        return new RidgeRegression(intercept, slopes);
    }

    /// <summary>The value for one row. Allocates nothing.</summary>
    /// <param name="row">As many values as columns.</param>
    public double Predict(ReadOnlySpan<double> row)
    {
        var value = Intercept;
        for (var column = 0; column < _slopes.Length; column++)
        {
            value += _slopes[column] * row[column];
        }

        return value;
    }

    private static (double[] Columns, double Target) Means(ReadOnlySpan<double> rows, int columnCount, ReadOnlySpan<double> targets)
    {
        var (means, mean) = (new double[columnCount], 0.0);
        for (var row = 0; row < targets.Length; row++)
        {
            mean += targets[row] / targets.Length;
            for (var column = 0; column < columnCount; column++)
            {
                means[column] += rows[(row * columnCount) + column] / targets.Length;
            }
        }

        return (means, mean);
    }

    // Sums of products around the means.
    private static (double[] Columns, double[] WithTarget) Products(
        ReadOnlySpan<double> rows, int columnCount, ReadOnlySpan<double> targets, double[] means, double mean)
    {
        var (products, withTarget, gaps) = (new double[columnCount * columnCount], new double[columnCount], new double[columnCount]);
        for (var row = 0; row < targets.Length; row++)
        {
            for (var column = 0; column < columnCount; column++)
            {
                gaps[column] = rows[(row * columnCount) + column] - means[column];
                withTarget[column] += gaps[column] * (targets[row] - mean);
                for (var other = 0; other <= column; other++)
                {
                    products[(column * columnCount) + other] += gaps[column] * gaps[other];
                }
            }
        }

        return (products, withTarget);
    }

    // Lower triangle only. A column without a pivot of its own gets a row of zeros and no slope.
    private static double[] Solve(double[] matrix, double[] right, int size)
    {
        var kept = new bool[size];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var rest = matrix[(row * size) + column];
                for (var k = 0; k < column; k++)
                {
                    rest -= matrix[(row * size) + k] * matrix[(column * size) + k];
                }

                if (column == row)
                {
                    kept[row] = rest > LeastShare;
                    matrix[(row * size) + row] = kept[row] ? Math.Sqrt(rest) : 0;
                }
                else
                {
                    matrix[(row * size) + column] = kept[column] ? rest / matrix[(column * size) + column] : 0;
                }
            }
        }

        var solution = new double[size];
        for (var row = 0; row < size; row++)
        {
            var rest = right[row];
            for (var k = 0; k < row; k++)
            {
                rest -= matrix[(row * size) + k] * solution[k];
            }

            solution[row] = kept[row] ? rest / matrix[(row * size) + row] : 0;
        }

        for (var row = size - 1; row >= 0; row--)
        {
            var rest = solution[row];
            for (var k = row + 1; k < size; k++)
            {
                rest -= matrix[(k * size) + row] * solution[k];
            }

            solution[row] = kept[row] ? rest / matrix[(row * size) + row] : 0;
        }

        return solution;
    }
}
