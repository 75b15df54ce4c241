namespace Maas.Statistics.Distributions;

/// <summary>The logarithm of the gamma function and the incomplete gamma function, in double precision.</summary>
/// <remarks>
/// Sources: Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 6.1.15 and 6.1.41 (Stirling's series), 6.5.29 and 6.5.31
/// (series and continued fraction). Relative error below 1e-12 for parameters up to 10,000.
/// </remarks>
internal static class GammaFunction
{
    private const double Precision = 1e-16;
    private const int MostSteps = 1_000_000;

    // Bernoulli numbers B(2k) / (2k (2k - 1)), k = 1 to 8. The first one left out is below 1e-19 from 15 on.
    private static readonly double[] Stirling =
    [
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400,
    ];

    /// <summary>Natural logarithm of the gamma function of a number above 0. Allocates nothing.</summary>
    public static double Log(double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(x);
        var risen = 1.0;
        for (; x < 15; x++)
        {
            risen *= x;
        }

        var (series, power) = (0.0, 1 / x);
        foreach (var term in Stirling)
        {
            series += term * power;
            power /= x * x;
        }

        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - Math.Log(risen);
    }

    /// <summary>Q(a, x), the upper regularised incomplete gamma function, in [0, 1]. Allocates nothing.</summary>
    /// <param name="a">Above 0.</param>
    /// <param name="x">0 or more; infinity gives 0.</param>
    public static double UpperRegularized(double a, double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(a);
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        if (x == 0)
        {
            return 1;
        }

        if (double.IsPositiveInfinity(x))
        {
            return 0;
        }

        var scale = Math.Exp((a * Math.Log(x)) - x - Log(a));
        return x < a + 1 ? 1 - (scale * LowerSeries(a, x)) : scale * UpperFraction(a, x);
    }

    private static double LowerSeries(double a, double x)
    {
        var (term, sum) = (1 / a, 1 / a);
        for (var step = 1; step < MostSteps && term > sum * Precision; step++)
        {
            term *= x / (a + step);
            sum += term;
        }

        return sum;
    }

    // From the front, by Lentz's method: Thompson and Barnett, 1986.
    private static double UpperFraction(double a, double x)
    {
        const double Tiny = 1e-300;
        var b = x + 1 - a;
        var (c, d) = (1 / Tiny, 1 / b);
        var fraction = d;
        for (var step = 1; step < MostSteps; step++)
        {
            var numerator = -step * (step - a);
            b += 2;
            d = 1 / NotZero((numerator * d) + b);
            c = NotZero(b + (numerator / c));
            fraction *= d * c;
            if (Math.Abs((d * c) - 1) <= Precision)
            {
                break;
            }
        }

        return fraction;

        static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }
}
