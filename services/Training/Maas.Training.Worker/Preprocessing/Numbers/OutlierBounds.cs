using Maas.Training.Plans;

namespace Maas.Training.Worker.Preprocessing.Numbers;

/// <summary>From where on a number is an outlier.</summary>
internal static class OutlierBounds
{
    private const double LargestScore = 3;
    private const double LargestModifiedScore = 3.5;

    // The median absolute deviation of a normal distribution, in standard deviations.
    private const double NormalDeviation = 0.6745;

    /// <param name="rule">One of <see cref="Outliers"/>.</param>
    /// <param name="values">The training rows; NaN is missing, at least one is not.</param>
    /// <returns>The smallest and the largest number that is none; infinite without a rule or without spread.</returns>
    /// <remarks>
    /// Sources: Tukey, "Exploratory data analysis", 1977, chapter 2; Iglewicz and Hoaglin, "How to detect and handle outliers", 1993.
    /// </remarks>
    public static (float Low, float High) Of(string rule, float[] values)
    {
        var sorted = Array.FindAll(values, value => !float.IsNaN(value));
        Array.Sort(sorted);
        var (low, high) = rule switch
        {
            Outliers.Iqr => Around(
                ExactStatistics.QuantileOfSorted(sorted, 0.25), ExactStatistics.QuantileOfSorted(sorted, 0.75), 1.5),
            Outliers.ZScore => Within(ExactStatistics.Mean(sorted), LargestScore * ExactStatistics.Deviation(sorted)),
            Outliers.Mad => OfMad(sorted),
            Outliers.Percentile => (ExactStatistics.QuantileOfSorted(sorted, 0.01), ExactStatistics.QuantileOfSorted(sorted, 0.99)),
            Outliers.None => (double.NegativeInfinity, double.PositiveInfinity),
            _ => throw PlanErrors.SpecInvalid($"the rule for outliers '{rule}' is unknown."),
        };
        return low < high ? ((float)low, (float)high) : (float.NegativeInfinity, float.PositiveInfinity);
    }

    private static (double Low, double High) Around(double lower, double upper, double share) =>
        (lower - (share * (upper - lower)), upper + (share * (upper - lower)));

    private static (double Low, double High) Within(double middle, double distance) => (middle - distance, middle + distance);

    private static (double Low, double High) OfMad(float[] sorted)
    {
        var median = ExactStatistics.QuantileOfSorted(sorted, 0.5);
        var deviations = Array.ConvertAll(sorted, value => (float)Math.Abs(value - median));
        return Within(median, LargestModifiedScore / NormalDeviation * ExactStatistics.Quantile(deviations, 0.5));
    }
}
