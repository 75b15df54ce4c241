namespace Maas.Statistics;

/// <summary>Linear correlation of two samples; of their ranks, Spearman's rank correlation.</summary>
public static class PearsonCorrelation
{
    /// <summary>The coefficient in [-1, 1]; null with fewer than 2 pairs, or when one side has no spread. Allocates nothing.</summary>
    /// <param name="left">Finite values.</param>
    /// <param name="right">As many, finite.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <remarks>Two passes: sums around the means, so that values far from zero lose no digits.</remarks>
    public static double? Compute(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        if (left.Length != right.Length)
        {
            throw new ArgumentException($"Expected as many values as on the left, {left.Length}; got {right.Length}.", nameof(right));
        }

        if (left.Length < 2)
        {
            return null;
        }

        var (leftMean, rightMean) = (Mean(left), Mean(right));
        var (covariance, leftVariance, rightVariance) = (0.0, 0.0, 0.0);
        for (var i = 0; i < left.Length; i++)
        {
            var (x, y) = (left[i] - leftMean, right[i] - rightMean);
            covariance += x * y;
            leftVariance += x * x;
            rightVariance += y * y;
        }

        var coefficient = covariance / (Math.Sqrt(leftVariance) * Math.Sqrt(rightVariance));
        return double.IsFinite(coefficient) ? Math.Clamp(coefficient, -1, 1) : null;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
