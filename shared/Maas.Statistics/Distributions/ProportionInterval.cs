namespace Maas.Statistics.Distributions;

/// <summary>Where a share can lie, given how often something happened. Static, thread-safe, allocates nothing.</summary>
public static class ProportionInterval
{
    /// <summary>Wilson's interval: covers the true share with about the confidence asked for, on average over shares.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">1 or more.</param>
    /// <param name="confidence">In (0, 1), such as 0.95.</param>
    /// <remarks>Source: Wilson, 1927; recommended by Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion", 2001.</remarks>
    public static (double Low, double High) Wilson(long successes, long trials, double confidence)
    {
        Check(successes, trials);
        var z = NormalDistribution.Quantile((1 + confidence) / 2);
        double n = trials, p = successes / n, z2 = z * z;
        var center = (p + (z2 / (2 * n))) / (1 + (z2 / n));
        var half = z / (1 + (z2 / n)) * Math.Sqrt((p * (1 - p) / n) + (z2 / (4 * n * n)));
        return (successes == 0 ? 0 : Math.Max(0, center - half), successes == trials ? 1 : Math.Min(1, center + half));
    }

    /// <summary>The interval of Clopper and Pearson: covers the true share with no less than the confidence asked for.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">1 or more.</param>
    /// <param name="confidence">In (0, 1), such as 0.95.</param>
    /// <remarks>Source: Clopper and Pearson, 1934.</remarks>
    public static (double Low, double High) ClopperPearson(long successes, long trials, double confidence)
    {
        Check(successes, trials);
        if (!(confidence is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Expected between 0 and 1.");
        }

        var tail = (1 - confidence) / 2;
        var failures = trials - successes;
        return (
            successes == 0 ? 0 : BetaFunction.Inverse(tail, successes, failures + 1.0),
            failures == 0 ? 1 : BetaFunction.Inverse(1 - tail, successes + 1.0, failures));
    }

    private static void Check(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
    }
}
