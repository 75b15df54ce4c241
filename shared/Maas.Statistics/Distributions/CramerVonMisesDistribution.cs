namespace Maas.Statistics.Distributions;

/// <summary>The limit, for large samples, of the Cramér-von Mises statistic. Static, thread-safe, allocates nothing.</summary>
/// <remarks>
/// Source: Smirnov, "Sur la distribution de ω²", 1936: the tail as an alternating sum of integrals between multiples of pi. Each is taken
/// with Chebyshev's nodes, which fit the square-root poles at its ends, so that tails far below 1e-16 keep their digits.
/// </remarks>
public static class CramerVonMisesDistribution
{
    private const int Nodes = 96;

    /// <summary>P(W &gt; x), in [0, 1].</summary>
    /// <param name="x">Any number but NaN.</param>
    public static double Survival(double x)
    {
        // P(W <= 0.003) is below 1e-17.
        if (x < 0.003)
        {
            return 1;
        }

        var sum = 0.0;
        for (var k = 1; k < 100; k++)
        {
            var term = Integral(x, ((2 * k) - 1) * Math.PI);
            sum += k % 2 == 1 ? term : -term;
            if (term <= 1e-17 * Math.Abs(sum))
            {
                break;
            }
        }

        return Math.Clamp(2 / Math.PI * sum, 0, 1);
    }

    // Of exp(-x t² / 2) sqrt(-1 / (t sin t)) from start to start + pi, with t = start + (1 + u) pi / 2.
    private static double Integral(double x, double start)
    {
        var sum = 0.0;
        for (var node = 0; node < Nodes; node++)
        {
            var u = Math.Cos(((2 * node) + 1) * Math.PI / (2 * Nodes));
            var t = start + ((1 + u) * Math.PI / 2);
            var smooth = Math.Sin((1 - Math.Abs(u)) * Math.PI / 2) / (1 - (u * u));
            sum += Math.Exp(-x * t * t / 2) / Math.Sqrt(t * smooth);
        }

        return Math.PI / 2 * Math.PI / Nodes * sum;
    }
}
