namespace Maas.Statistics.Distributions;

/// <summary>The distribution function of the one-sample Kolmogorov distance by an n-th power of a small matrix. Static, thread-safe.</summary>
/// <remarks>
/// Source: Durbin, "Distribution Theory for Tests Based on the Sample Distribution Function", 1973; Marsaglia, Tsang and Wang, "Evaluating
/// Kolmogorov's Distribution", 2003. Time grows with (n d)³ log n.
/// </remarks>
internal static class MatrixPower
{
    /// <summary>P(D &lt; d) of n values, in [0, 1].</summary>
    /// <param name="distance">Between 1 / 2n and 1.</param>
    /// <param name="count">Values n, 1 or more.</param>
    public static double Cumulative(double distance, int count)
    {
        var k = (int)(count * distance) + 1;
        var size = (2 * k) - 1;
        var (power, logScale) = Raise(Transitions(size, k - (count * distance)), size, count);
        var result = Math.Log(power[((k - 1) * size) + k - 1]) + logScale
            + GammaFunction.Log(count + 1.0) - (count * Math.Log(count));
        return Math.Exp(result);
    }

    // Ones on and below the diagonal and just above it, the first column and last row less powers of what is left over, over factorials.
    private static double[] Transitions(int size, double rest)
    {
        var matrix = new double[size * size];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= Math.Min(row + 1, size - 1); column++)
            {
                var value = 1.0;
                value -= column == 0 ? Math.Pow(rest, row + 1) : 0;
                value -= row == size - 1 ? Math.Pow(rest, size - column) : 0;
                value += column == 0 && row == size - 1 ? Math.Pow(Math.Max(0, (2 * rest) - 1), size) : 0;
                matrix[(row * size) + column] = value / Math.Exp(GammaFunction.Log(row - column + 2.0));
            }
        }

        return matrix;
    }

    // By squaring; what grows out of range is scaled down and remembered.
    private static (double[] Power, double LogScale) Raise(double[] matrix, int size, int exponent)
    {
        var (result, resultScale) = (Identity(size), 0.0);
        var (square, squareScale) = (matrix, 0.0);
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) == 1)
            {
                result = Multiply(result, square, size);
                resultScale += squareScale + Rescale(result);
            }

            square = Multiply(square, square, size);
            squareScale = (2 * squareScale) + Rescale(square);
        }

        return (result, resultScale);
    }

    private static double Rescale(double[] matrix)
    {
        var largest = 0.0;
        foreach (var value in matrix)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        for (var i = 0; i < matrix.Length; i++)
        {
            matrix[i] /= largest;
        }

        return Math.Log(largest);
    }

    private static double[] Multiply(double[] left, double[] right, int size)
    {
        var product = new double[size * size];
        for (var row = 0; row < size; row++)
        {
            for (var inner = 0; inner < size; inner++)
            {
                var factor = left[(row * size) + inner];
                for (var column = 0; column < size; column++)
                {
                    product[(row * size) + column] += factor * right[(inner * size) + column];
                }
            }
        }

        return product;
    }

    private static double[] Identity(int size)
    {
        var matrix = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            matrix[(i * size) + i] = 1;
        }

        return matrix;
    }
}
