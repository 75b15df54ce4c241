namespace Maas.Statistics.Samples;

/// <summary>
/// The chance of any statistic of two samples, by drawing: needs no theory, is right for samples of every size, and costs as many
/// computations as there are draws. Static; thread-safe when each caller brings its own generator.
/// </summary>
public static class PermutationTest
{
    // A window this much smaller than its reference adds all but 1 % of the variance: the reference stays as it is.
    private const int SmallShare = 50;

    /// <summary>
    /// The chance, in (0, 1], of a statistic as large when values are dealt to both samples anew, the one seen counted in. The rate of
    /// false alarms at p ≤ α is at most α. O(draws (n + m)).
    /// </summary>
    /// <param name="reference">One sample.</param>
    /// <param name="current">The other.</param>
    /// <param name="statistic">What is compared.</param>
    /// <param name="draws">1 or more; the smallest chance that can come out is 1 / (draws + 1).</param>
    /// <param name="random">The same seed gives the same answer.</param>
    /// <remarks>Source: Phipson and Smyth, "Permutation p-values should never be zero", 2010.</remarks>
    public static double PValue(SortedSample reference, SortedSample current, SampleStatistic statistic, int draws, Random random)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        var seen = statistic(reference, current);
        double[] pooled = [.. reference.Values, .. current.Values];
        Array.Sort(pooled);
        double[] left = new double[reference.Count], right = new double[current.Count];
        var (dealtLeft, dealtRight) = (SortedSample.OfSorted(left), SortedSample.OfSorted(right));
        var asLarge = 1;
        for (var draw = 0; draw < draws; draw++)
        {
            Deal(pooled, left, right, random);
            asLarge += statistic(dealtLeft, dealtRight) >= seen ? 1 : 0;
        }

        return asLarge / (draws + 1.0);
    }

    /// <summary>
    /// What the statistic exceeds in a share of windows without drift: the threshold for that rate of false alarms. O(draws (n + m)), where
    /// the reference counts only if it is less than 50 times as large as the window.
    /// </summary>
    /// <param name="reference">Stands for the distribution without drift.</param>
    /// <param name="windowCount">Values of a window, 1 or more.</param>
    /// <param name="falseAlarmRate">In (0, 1).</param>
    /// <param name="statistic">What is compared.</param>
    /// <param name="draws">1 or more; about 20 over the rate for a threshold that is right within some 25 % of the rate.</param>
    /// <param name="random">The same seed gives the same threshold.</param>
    /// <remarks>
    /// Windows, and references of the same size, are drawn from the reference with replacement. Source: Efron and Tibshirani, "An
    /// Introduction to the Bootstrap", 1993, section 16.2.
    /// </remarks>
    public static double Threshold(
        SortedSample reference, int windowCount, double falseAlarmRate, SampleStatistic statistic, int draws, Random random)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(windowCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        if (!(falseAlarmRate is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(falseAlarmRate), falseAlarmRate, "Expected between 0 and 1.");
        }

        var window = new double[windowCount];
        var other = (long)windowCount * SmallShare > reference.Count ? new double[reference.Count] : null;
        var (drawnWindow, drawnReference) = (SortedSample.OfSorted(window), other is null ? reference : SortedSample.OfSorted(other));
        var statistics = new double[draws];
        for (var draw = 0; draw < draws; draw++)
        {
            Draw(reference.Values, window, random);
            Draw(reference.Values, other, random);
            statistics[draw] = statistic(drawnReference, drawnWindow);
        }

        Array.Sort(statistics);
        return statistics[Math.Clamp((int)Math.Ceiling((1 - falseAlarmRate) * draws) - 1, 0, draws - 1)];
    }

    // Each value goes left with the share of places that are left there: both sides come out sorted. Knuth, volume 2, algorithm S.
    private static void Deal(double[] pooled, double[] left, double[] right, Random random)
    {
        var (toLeft, toRight) = (0, 0);
        for (var i = 0; i < pooled.Length; i++)
        {
            if (random.Next(pooled.Length - i) < left.Length - toLeft)
            {
                left[toLeft++] = pooled[i];
            }
            else
            {
                right[toRight++] = pooled[i];
            }
        }
    }

    // Sums of exponential steps over their total are uniform numbers in order, so nothing has to be sorted. Devroye, 1986, section V.2.
    private static void Draw(ReadOnlySpan<double> values, Span<double> drawn, Random random)
    {
        var sum = 0.0;
        for (var i = 0; i < drawn.Length; i++)
        {
            sum -= Math.Log(1 - random.NextDouble());
            drawn[i] = sum;
        }

        sum -= Math.Log(1 - random.NextDouble());
        for (var i = 0; i < drawn.Length; i++)
        {
            drawn[i] = values[Math.Min(values.Length - 1, (int)(drawn[i] / sum * values.Length))];
        }
    }
}
