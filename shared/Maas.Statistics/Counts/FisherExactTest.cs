namespace Maas.Statistics.Counts;

/// <summary>Whether a share, such as that of missing values, is the same in two samples: exact for samples of every size.</summary>
/// <remarks>
/// Given how many there are in both samples together, their number in one is hypergeometric. Two-sided by doubling the
/// smaller tail. Sources: Fisher, "Statistical Methods for Research Workers", 1934, section 21.02; Agresti, "Categorical Data
/// Analysis", 2013, section 3.5. Static, thread-safe, allocates nothing.
/// </remarks>
public static class FisherExactTest
{
    // Terms of a tail that are smaller than this share of its sum are not added.
    private const double Negligible = 1e-17;

    /// <summary>Probability, in [0, 1], of shares at least as far apart when they are the same.</summary>
    /// <param name="firstMarked">Marked ones in the first sample, 0 or more.</param>
    /// <param name="firstOther">The others in the first sample, 0 or more.</param>
    /// <param name="secondMarked">Marked ones in the second sample, 0 or more.</param>
    /// <param name="secondOther">The others in the second sample, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static double PValue(long firstMarked, long firstOther, long secondMarked, long secondOther)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstMarked);
        ArgumentOutOfRangeException.ThrowIfNegative(firstOther);
        ArgumentOutOfRangeException.ThrowIfNegative(secondMarked);
        ArgumentOutOfRangeException.ThrowIfNegative(secondOther);
        var (marked, other) = (firstMarked + secondMarked, firstOther + secondOther);
        var draws = secondMarked + secondOther;
        var here = Math.Exp(
            LogFactorial.Choose(marked, secondMarked) + LogFactorial.Choose(other, secondOther)
            - LogFactorial.Choose(marked + other, draws));
        // Outwards from the mean: the other tail is the larger one, and long.
        var outwards = (double)secondMarked * (firstMarked + firstOther) >= (double)firstMarked * draws
            ? Tail(secondMarked, firstMarked, secondOther, firstOther)
            : Tail(firstMarked, secondMarked, firstOther, secondOther);
        return Math.Min(1, 2 * here * outwards);
    }

    /// <summary>
    /// Sum of the probabilities from here outwards, in units of that here: from <paramref name="up"/> marked ones in a
    /// sample to more.
    /// </summary>
    private static double Tail(double up, double left, double beside, double apart)
    {
        var (sum, term) = (1.0, 1.0);
        while (left > 0 && beside > 0 && term > Negligible * sum)
        {
            term *= left / (up + 1) * (beside / (apart + 1));
            (up, left, beside, apart) = (up + 1, left - 1, beside - 1, apart + 1);
            sum += term;
        }

        return sum;
    }
}
