namespace Maas.Statistics;

/// <summary>How much two categories tell of each other: 0 nothing, 1 all.</summary>
public static class CramersV
{
    /// <summary>
    /// The bias-corrected coefficient in [0, 1]; null when one side has a single value, or as many values as there are rows.
    /// </summary>
    /// <param name="phiSquared">
    /// Chi squared over the total: the sum of n(i,j)² / (n(i) n(j)) over the pairs that occur, less 1; 0 or more but for rounding.
    /// </param>
    /// <param name="leftCount">Values on the left that occur.</param>
    /// <param name="rightCount">Values on the right that occur.</param>
    /// <param name="total">Rows.</param>
    /// <remarks>
    /// Source: Bergsma, "A bias-correction for Cramér's V and Tschuprow's T", 2013. Without the correction, two independent
    /// columns of many values seem related in a small sample.
    /// </remarks>
    public static double? Compute(double phiSquared, long leftCount, long rightCount, long total)
    {
        if (leftCount < 2 || rightCount < 2 || total < 2)
        {
            return null;
        }

        double left = leftCount - 1, right = rightCount - 1, n = total - 1;
        var corrected = Math.Max(0, phiSquared - (left * right / n));
        var least = Math.Min(left - (left * left / n), right - (right * right / n));
        return least > 0 ? Math.Min(1, Math.Sqrt(corrected / least)) : null;
    }
}
