namespace Maas.Statistics.Distributions;

/// <summary>Where a share can lie, given how often something happened. Static, thread-safe, allocates nothing.</summary>
public static class ProportionInterval
{
    private const double ManyOfEach = 1_000;

    /// <summary>Wilson's interval: covers the true share with about the confidence asked for, on average over shares.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">1 or more.</param>
    /// <param name="confidence">In (0, 1), such as 0.95.</param>
    /// <remarks>Source: Wilson, 1927; recommended by Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion", 2001.</remarks>
    public static (double Low, double High) Wilson(long successes, long trials, double confidence)
    {
        Check(successes, trials);
        var (low, high) = Score((double)successes / trials, trials, confidence);
        return (successes == 0 ? 0 : low, successes == trials ? 1 : high);
    }

    /// <summary>The interval of Clopper and Pearson: covers the true share with no less than the confidence asked for.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">1 or more.</param>
    /// <param name="confidence">In (0, 1), such as 0.95.</param>
    /// <remarks>Source: Clopper and Pearson, 1934.</remarks>
    public static (double Low, double High) ClopperPearson(long successes, long trials, double confidence)
    {
        Check(successes, trials);
        return Exact(successes, trials - successes, confidence);
    }

    /// <summary>
    /// The interval of Clopper and Pearson for a share of which only the variance is known: over as many rows as have that variance.
    /// </summary>
    /// <param name="share">In [0, 1].</param>
    /// <param name="trials">Above 0, not necessarily whole: share (1 - share) / variance.</param>
    /// <param name="confidence">In (0, 1), such as 0.95.</param>
    /// <remarks>
    /// Source: Korn and Graubard, "Confidence intervals for proportions with small expected number of positive counts estimated from survey data",
    /// Survey Methodology 24, 1998. With more than 1,000 rows of each kind Wilson's, which is within 1 % of its width and takes no search.
    /// </remarks>
    public static (double Low, double High) OfEffective(double share, double trials, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        if (!(share is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "Expected 0 to 1.");
        }

        var (successes, failures) = (share * trials, (1 - share) * trials);
        return Math.Min(successes, failures) > ManyOfEach ? Score(share, trials, confidence) : Exact(successes, failures, confidence);
    }

    private static (double Low, double High) Score(double share, double trials, double confidence)
    {
        var z = NormalDistribution.Quantile((1 + confidence) / 2);
        var z2 = z * z;
        var center = (share + (z2 / (2 * trials))) / (1 + (z2 / trials));
        var half = z / (1 + (z2 / trials)) * Math.Sqrt((share * (1 - share) / trials) + (z2 / (4 * trials * trials)));
        return (Math.Max(0, center - half), Math.Min(1, center + half));
    }

    private static (double Low, double High) Exact(double successes, double failures, double confidence)
    {
        if (!(confidence is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Expected between 0 and 1.");
        }

        var tail = (1 - confidence) / 2;
        return (
            successes == 0 ? 0 : BetaFunction.Inverse(tail, successes, failures + 1),
            failures == 0 ? 1 : BetaFunction.Inverse(1 - tail, successes + 1, failures));
    }

    private static void Check(long successes, long trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
    }
}
