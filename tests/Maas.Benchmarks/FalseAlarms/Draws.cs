using Maas.Statistics.Counts;

namespace Maas.Benchmarks.FalseAlarms;

/// <summary>Random numbers that the framework has not.</summary>
internal static class Draws
{
    /// <summary>Of a gamma distribution of scale 1.</summary>
    /// <param name="shape">1 or more.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <remarks>Source: Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000.</remarks>
    public static double Gamma(double shape, Random random)
    {
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal(random);
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }

    /// <summary>How many of the rows fall into each bin.</summary>
    /// <param name="rows">0 or more.</param>
    /// <param name="shares">Of each bin, in any unit.</param>
    /// <param name="random">Where chance comes from.</param>
    public static long[] Multinomial(int rows, IReadOnlyList<double> shares, Random random)
    {
        var counts = new long[shares.Count];
        var (left, shareLeft) = (rows, shares.Sum());
        for (var bin = 0; bin + 1 < counts.Length; bin++)
        {
            var drawn = Binomial(left, Math.Clamp(shares[bin] / shareLeft, 0, 1), random);
            counts[bin] = drawn;
            left -= drawn;
            shareLeft -= shares[bin];
        }

        counts[^1] = left;
        return counts;
    }

    /// <summary>Successes among trials.</summary>
    /// <remarks>Inversion outwards from the mode: exact, a few standard deviations of steps.</remarks>
    public static int Binomial(int trials, double probability, Random random)
    {
        if (trials == 0 || probability <= 0)
        {
            return 0;
        }

        if (probability >= 1)
        {
            return trials;
        }

        var odds = probability / (1 - probability);
        var mode = (int)((trials + 1) * probability);
        var atMode = Math.Exp(
            LogFactorial.Choose(trials, mode) + (mode * Math.Log(probability)) + ((trials - mode) * Math.Log(1 - probability)));
        var left = random.NextDouble() - atMode;
        var (up, down, atUp, atDown) = (mode, mode, atMode, atMode);
        while (left >= 0 && (up < trials || down > 0))
        {
            if (up < trials)
            {
                atUp *= (trials - up) / (up + 1.0) * odds;
                up++;
                left -= atUp;
                if (left < 0)
                {
                    return up;
                }
            }

            if (down > 0)
            {
                atDown *= down / (trials - down + 1.0) / odds;
                down--;
                left -= atDown;
                if (left < 0)
                {
                    return down;
                }
            }
        }

        return mode;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
