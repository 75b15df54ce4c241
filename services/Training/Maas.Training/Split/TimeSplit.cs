namespace Maas.Training.Split;

/// <summary>
/// Learns from what was before and tests on what came after, as a model is used. Rows of one time stay together, so the ratio is
/// met to within them. Folds go forward: of n, fold i learns from the first i + 1 of n + 1 stretches of time and is tested on the
/// next; the first stretch is never tested on.
/// </summary>
/// <param name="times">Shape [rows], on any scale that grows with time; NaN for rows that take no part.</param>
public sealed class TimeSplit(double[] times) : RowSplit(times.Length)
{
    public override int MaxFoldCount => Ordered().Distinct().Count() - 1;

    private protected override Fold Divide(double testRatio)
    {
        var ordered = Ordered();
        return testRatio == 0 || ordered.Length == 0
            ? Between(double.PositiveInfinity, double.PositiveInfinity)
            : Between(Border(ordered, 1 - testRatio), double.PositiveInfinity);
    }

    private protected override IReadOnlyList<Fold> DivideInto(int count)
    {
        var ordered = Ordered();
        double[] distinct = [.. ordered.Distinct()];
        double[] borders = [.. Enumerable.Range(1, count).Select(i => Border(ordered, i / (count + 1.0)))];

        // Where many rows have one time, the borders of equal stretches may fall together; those of the times do not.
        if (borders.Distinct().Count() < count || borders[0] == distinct[0])
        {
            borders = [.. Enumerable.Range(1, count).Select(i => distinct[Math.Max(i, (int)((long)i * distinct.Length / (count + 1)))])];
        }

        return [.. Enumerable.Range(0, count).Select(i =>
            Between(borders[i], i + 1 < count ? borders[i + 1] : double.PositiveInfinity))];
    }

    private double[] Ordered() => [.. times.Where(time => !double.IsNaN(time)).Order()];

    // The first time that is tested on. The first of all is always learnt from.
    private static double Border(double[] ordered, double share)
    {
        var at = Math.Clamp((int)Math.Round(ordered.Length * share, MidpointRounding.AwayFromZero), 0, ordered.Length - 1);
        var border = ordered[at];
        return border > ordered[0] ? border : ordered.FirstOrDefault(time => time > ordered[0], double.PositiveInfinity);
    }

    private Fold Between(double border, double end) => new(
        [.. times.Select(time => time < border)],
        [.. times.Select(time => time >= border && (time < end || double.IsPositiveInfinity(end)))]);
}
