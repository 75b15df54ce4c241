using Maas.Statistics.Recipes;

namespace Maas.Statistics.Samples;

/// <summary>
/// How far two sets of rows are apart over all columns together, and its chance by permutation. Static; thread-safe when each caller
/// brings its own generator.
/// </summary>
/// <remarks>
/// Unbiased, so it can be negative; the kernel is Gaussian, exp(-d² / (2 σ²)), with σ² half the median squared distance between rows of both
/// sets, or a σ that was chosen before. Columns should be on one scale. Source: Gretton et al., "A kernel two-sample test", 2012, lemma 6 and section 8.
/// </remarks>
public static class MaximumMeanDiscrepancy
{
    /// <summary>Squared, unbiased, with the median bandwidth of both sets and the chance by permutation.</summary>
    public const string Unbiased = "mmd2.gaussian-median";

    /// <summary>The same with a bandwidth that was given: values of several windows can be compared.</summary>
    public const string UnbiasedGiven = "mmd2.gaussian-given";

    /// <summary>Rows of both sets together: their kernel takes 8 bytes for each pair, 128 MiB at this number.</summary>
    public const int MostRows = 4096;

    /// <summary>The squared discrepancy and its chance, in (0, 1]. Time and memory grow with (n + m)².</summary>
    /// <param name="reference">Shape [n, columns], row-major, 2 rows or more, all finite.</param>
    /// <param name="current">Shape [m, columns], row-major, 2 rows or more, all finite.</param>
    /// <param name="columnCount">1 or more.</param>
    /// <param name="draws">Permutations, 0 or more: 0 leaves the chance out.</param>
    /// <param name="random">The same seed gives the same chance.</param>
    /// <param name="bandwidth">σ, above 0; null for the median of both sets.</param>
    /// <exception cref="ArgumentException">Too few or too many rows, no multiple of the columns, or a value that is not finite.</exception>
    public static Figure Compute(
        ReadOnlySpan<double> reference, ReadOnlySpan<double> current, int columnCount, int draws, Random random, double? bandwidth = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(draws);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bandwidth ?? 1, nameof(bandwidth));
        double[] rows = [.. reference, .. current];
        var (n, m) = (CountRows(reference, columnCount, nameof(reference)), CountRows(current, columnCount, nameof(current)));
        if (n + m > MostRows)
        {
            throw new ArgumentException($"Expected {MostRows} rows or fewer together, got {n + m}: take a sample of them.", nameof(current));
        }

        var kernel = SquaredDistances(rows, n + m, columnCount);
        ToKernel(kernel, bandwidth ?? MedianBandwidth(kernel, n + m));
        var recipe = bandwidth is null ? Unbiased : UnbiasedGiven;
        var order = new int[n + m];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var seen = Statistic(kernel, order, n);
        if (draws == 0)
        {
            return new Figure(recipe, seen);
        }

        var asLarge = 1;
        for (var draw = 0; draw < draws; draw++)
        {
            random.Shuffle(order);
            asLarge += Statistic(kernel, order, n) >= seen ? 1 : 0;
        }

        return new Figure(recipe, seen, asLarge / (draws + 1.0));
    }

    /// <summary>
    /// σ by one set of rows: the root of half the upper median squared distance over all ordered pairs, a row with itself among them, as
    /// Evidently has it; 1 when that is 0.
    /// </summary>
    /// <param name="rows">Shape [rows, columns], row-major, 2 to <see cref="MostRows"/> rows, all finite.</param>
    /// <param name="columnCount">1 or more.</param>
    public static double ReferenceBandwidth(ReadOnlySpan<double> rows, int columnCount)
    {
        var count = CountRows(rows, columnCount, nameof(rows));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostRows, nameof(rows));
        var squares = SquaredDistances(rows, count, columnCount);
        Array.Sort(squares);
        return ToBandwidth(squares[squares.Length / 2]);
    }

    private static double MedianBandwidth(double[] squares, int count)
    {
        var pairs = new double[count * (count - 1) / 2];
        var next = 0;
        for (var row = 1; row < count; row++)
        {
            squares.AsSpan(row * count, row).CopyTo(pairs.AsSpan(next));
            next += row;
        }

        Array.Sort(pairs);
        return ToBandwidth((pairs[(pairs.Length - 1) / 2] + pairs[pairs.Length / 2]) / 2);
    }

    private static double ToBandwidth(double median) => median > 0 ? Math.Sqrt(median / 2) : 1;

    private static double[] SquaredDistances(ReadOnlySpan<double> rows, int count, int columnCount)
    {
        var squares = new double[count * count];
        for (var row = 1; row < count; row++)
        {
            for (var other = 0; other < row; other++)
            {
                var square = 0.0;
                for (var column = 0; column < columnCount; column++)
                {
                    var difference = rows[(row * columnCount) + column] - rows[(other * columnCount) + column];
                    square += difference * difference;
                }

                squares[(row * count) + other] = squares[(other * count) + row] = square;
            }
        }

        return squares;
    }

    private static void ToKernel(double[] squares, double bandwidth)
    {
        for (var i = 0; i < squares.Length; i++)
        {
            squares[i] = Math.Exp(-squares[i] / (2 * bandwidth * bandwidth));
        }
    }

    // The first n of the order are the one side. Sums over pairs, each once.
    private static double Statistic(double[] kernel, int[] order, int n)
    {
        double left = 0, right = 0, across = 0, m = order.Length - n;
        for (var i = 1; i < order.Length; i++)
        {
            var row = kernel.AsSpan(order[i] * order.Length, order.Length);
            double toLeft = 0, toRight = 0;
            for (var j = 0; j < Math.Min(i, n); j++)
            {
                toLeft += row[order[j]];
            }

            for (var j = n; j < i; j++)
            {
                toRight += row[order[j]];
            }

            left += i < n ? toLeft : 0;
            across += i < n ? 0 : toLeft;
            right += toRight;
        }

        return (2 * left / (n * (n - 1.0))) + (2 * right / (m * (m - 1))) - (2 * across / (n * m));
    }

    private static int CountRows(ReadOnlySpan<double> rows, int columnCount, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        if (rows.Length % columnCount != 0 || rows.Length / columnCount < 2)
        {
            throw new ArgumentException($"Expected 2 rows or more of {columnCount} values, got {rows.Length} values.", name);
        }

        foreach (var value in rows)
        {
            if (!double.IsFinite(value))
            {
                throw new ArgumentException("Expected finite values only.", name);
            }
        }

        return rows.Length / columnCount;
    }
}
