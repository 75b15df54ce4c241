namespace Maas.Statistics.Calibration;

/// <summary>
/// ECE: how far probabilities are from the rate at which what they promise happens, weighted over bins. Static, thread-safe.
/// </summary>
/// <remarks>
/// Not 0 for perfect probabilities of a finite sample: some sqrt(bins / n) / 2 must be expected. Sources: Naeini, Cooper and Hauskrecht,
/// "Obtaining well calibrated probabilities using Bayesian binning", 2015; Guo et al., 2017.
/// </remarks>
public static class CalibrationError
{
    /// <summary>Over bins that hold equally many, in [0, 1]; the first ones hold one more where it does not come out even. O(n log n).</summary>
    /// <param name="probabilities">One or more, in [0, 1].</param>
    /// <param name="outcomes">As many: 1 where it happened, 0 where it did not.</param>
    /// <param name="binCount">1 or more.</param>
    /// <exception cref="ArgumentException">There is none, the lengths differ, or one is outside of its range.</exception>
    public static double EqualCount(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outcomes, int binCount = 10)
    {
        Outcomes.Check(probabilities, outcomes);
        ArgumentOutOfRangeException.ThrowIfLessThan(binCount, 1);
        var (sorted, happened) = (probabilities.ToArray(), outcomes.ToArray());
        Array.Sort(sorted, happened);
        var (error, start) = (0.0, 0);
        for (var bin = 0; bin < binCount; bin++)
        {
            var end = start + (sorted.Length / binCount) + (bin < sorted.Length % binCount ? 1 : 0);
            var gap = 0.0;
            for (var i = start; i < end; i++)
            {
                gap += happened[i] - sorted[i];
            }

            error += Math.Abs(gap);
            start = end;
        }

        return error / sorted.Length;
    }

    /// <summary>Over bins of equal width, bin i holding (i / bins, (i + 1) / bins], in [0, 1]. O(n + bins).</summary>
    /// <param name="probabilities">One or more, in [0, 1].</param>
    /// <param name="outcomes">As many: 1 where it happened, 0 where it did not.</param>
    /// <param name="binCount">1 to 10,000.</param>
    /// <exception cref="ArgumentException">There is none, the lengths differ, or one is outside of its range.</exception>
    public static double EqualWidth(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outcomes, int binCount = 15)
    {
        Outcomes.Check(probabilities, outcomes);
        ArgumentOutOfRangeException.ThrowIfLessThan(binCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(binCount, 10_000);
        var gaps = new double[binCount];
        for (var i = 0; i < probabilities.Length; i++)
        {
            var bin = Math.Clamp((int)Math.Ceiling(probabilities[i] * binCount) - 1, 0, binCount - 1);
            gaps[bin] += outcomes[i] - probabilities[i];
        }

        return gaps.Sum(Math.Abs) / probabilities.Length;
    }
}
