using Maas.Statistics.Distributions;

namespace Maas.Statistics.Performance;

/// <summary>
/// The area under the receiver operating characteristic by bins of scores: the chance that a row of the second class has a higher score than one of the
/// first, rows of one bin being a tie. Static, thread-safe, allocates nothing.
/// </summary>
/// <remarks>
/// Its variance is that of DeLong, DeLong and Clarke-Pearson, "Comparing the areas under two or more correlated receiver operating characteristic
/// curves", 1988; of expected truths it follows from that of each bin by the delta method. Where the classes part perfectly both are 0, and beside it
/// far too small. The interval is therefore that of a share of as many rows as have this variance (Mee, "Confidence intervals for probabilities and
/// tolerance regions based on a generalization of the Mann-Whitney statistic", 1990), by the limits of Clopper and Pearson (Korn and Graubard,
/// "Confidence intervals for proportions with small expected number of positive counts estimated from survey data", 1998). Half a row is added that is
/// on the wrong side of all others: it hardly counts beside many that are, and without any the rows are as many as the class with fewer has, the
/// fewest that a variance can come to. Perfectly parted, the lower end is then the one that Hanley and Lippman-Hand, "If nothing goes wrong, is
/// everything all right?", 1983, find for as many rows without a failure, at 97.5 %.
/// </remarks>
internal static class BinnedArea
{
    // Fewer rows of a class are none.
    private const double Few = 1e-9;

    // Rows on the wrong side of all others that are added to those that came.
    private const double Doubt = 0.5;

    /// <summary>The area; unknown when a class is lacking.</summary>
    /// <param name="rows">By bin, ascending scores: rows.</param>
    /// <param name="positives">By bin: rows of the second class.</param>
    /// <param name="variances">By bin: variance of these; 0 for truths.</param>
    public static FigureInterval Of(ReadOnlySpan<long> rows, ReadOnlySpan<double> positives, ReadOnlySpan<double> variances)
    {
        var (rises, falls) = (0.0, 0.0);
        for (var bin = 0; bin < rows.Length; bin++)
        {
            rises += positives[bin];
            falls += rows[bin] - positives[bin];
        }

        if (!(rises > Few && falls > Few))
        {
            return FigureInterval.Unknown;
        }

        var (area, below) = (0.0, 0.0);
        for (var bin = 0; bin < rows.Length; bin++)
        {
            var ofBin = rows[bin] - positives[bin];
            area += positives[bin] * (below + (ofBin / 2));
            below += ofBin;
        }

        area = Math.Clamp(area / (rises * falls), 0, 1);
        var (variance, fewer) = (Variance(area, rises, falls, rows, positives, variances), Math.Min(rises, falls));
        var trials = ((area * (1 - area)) + (Doubt / fewer)) / (variance + (Doubt / fewer / fewer));
        var (low, high) = ProportionInterval.OfEffective(area, trials, 0.95);
        return new FigureInterval(area, low, high);
    }

    // Of a bin: the share of negatives below its scores, and of positives above them, halves of those in it.
    private static double Variance(
        double area, double positives, double negatives, ReadOnlySpan<long> binRows, ReadOnlySpan<double> binPositives, ReadOnlySpan<double> binVariances)
    {
        var (isExpected, variance, ofPositives, ofNegatives, negativesBelow, positivesBelow) = (false, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var bin = 0; bin < binRows.Length; bin++)
        {
            var (rises, falls) = (binPositives[bin], binRows[bin] - binPositives[bin]);
            var below = (negativesBelow + (falls / 2)) / negatives;
            var above = (positives - positivesBelow - (rises / 2)) / positives;
            var slope = (below / positives) - (above / negatives) - (area * ((1 / positives) - (1 / negatives)));
            isExpected |= binVariances[bin] > 0;
            variance += binVariances[bin] * slope * slope;
            ofPositives += rises * (below - area) * (below - area);
            ofNegatives += falls * (above - area) * (above - area);
            (negativesBelow, positivesBelow) = (negativesBelow + falls, positivesBelow + rises);
        }

        return isExpected ? Math.Max(0, variance) : (ofPositives / (positives * positives)) + (ofNegatives / (negatives * negatives));
    }
}
