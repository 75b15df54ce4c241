namespace Maas.Statistics.Distributions;

/// <summary>
/// The limit, for large samples, of sqrt(n) times the largest distance between an empirical and the true distribution function.
/// Static, thread-safe, allocates nothing.
/// </summary>
/// <remarks>Source: Kolmogorov, 1933; both series in Feller, "On the Kolmogorov-Smirnov limit theorems", 1948, equations 1.4 and 1.5.</remarks>
public static class KolmogorovDistribution
{
    /// <summary>P(K &gt; x), in [0, 1].</summary>
    /// <param name="x">Any number but NaN.</param>
    public static double Survival(double x)
    {
        if (x <= 0)
        {
            return 1;
        }

        var sum = 0.0;
        if (x < 1)
        {
            for (var k = 1; k <= 7; k++)
            {
                var turn = ((2 * k) - 1) * Math.PI / x;
                sum += Math.Exp(-turn * turn / 8);
            }

            return 1 - (Math.Sqrt(2 * Math.PI) / x * sum);
        }

        for (var k = 5; k >= 1; k--)
        {
            sum = Math.Exp(-2.0 * k * k * x * x) - sum;
        }

        return 2 * sum;
    }

    /// <summary>The x with P(K &gt; x) = <paramref name="probability"/>, to 1e-14, by bisection.</summary>
    /// <param name="probability">In (0, 1).</param>
    public static double UpperQuantile(double probability)
    {
        if (!(probability is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Expected between 0 and 1.");
        }

        // The tail is at most 2 exp(-2 x²).
        var (low, high) = (0.0, Math.Sqrt(Math.Log(2 / probability) / 2) + 1);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Survival(middle) > probability ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
