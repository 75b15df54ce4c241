using DuckDB.NET.Data;
using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>Computes the statistics of one numeric column from its <see cref="ValueCounts"/>. Not thread-safe.</summary>
/// <remarks>
/// The engine's quantile functions are not used: they hold all values in memory. Its skewness and kurtosis neither: they sum
/// raw powers, which cancel when the mean is large beside the spread.
/// </remarks>
/// <param name="connection">Runs the queries.</param>
/// <param name="count">Rows with a value, 1 or more.</param>
internal sealed class NumericProfiler(DuckDBConnection connection, long count)
{
    private static readonly double[] Probabilities = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    // How far the median of the distances from the median lies is found like any other median.
    private static readonly double[] Half = [0.5];

    /// <summary>Runs the queries.</summary>
    public NumericProfile Run()
    {
        var basics = Basics();
        var quantiles = Quantiles(ValueCounts.Table, "x", Probabilities);
        var median = quantiles[Array.IndexOf(Probabilities, 0.5)];
        var moments = basics.Min < basics.Max ? CentralMoments(basics.Mean) : default;
        var variance = count < 2 ? null : Finite(moments.Second * count / (count - 1));
        var profile = new NumericProfile
        {
            Min = basics.Min,
            Max = basics.Max,
            Mean = basics.Mean,
            Median = median,
            Variance = variance,
            StandardDeviation = variance is { } v ? Math.Sqrt(v) : null,
            Skewness = moments.Skewness(count),
            Kurtosis = moments.Kurtosis(count),
            MedianAbsoluteDeviation = basics.Min < basics.Max ? MedianDistance(median) : 0,
            ZeroCount = basics.Zeros,
            NegativeCount = basics.Negatives,
            WholeCount = basics.Wholes,
            Quantiles = [.. Probabilities.Zip(quantiles, (probability, value) => new QuantileValue(probability, value))],
            Histogram = new HistogramCounter(connection, count).Run(basics.Min, basics.Max),
        };
        return profile with { Outliers = new OutlierCounter(connection).Run(profile) };
    }

    // Weights are divided first only when the sum of what they multiply is larger than any number.
    private Basic Basics() => connection.Query(
        $"""
        SELECT min(x), max(x), CASE WHEN isfinite(fsum(x * n)) THEN fsum(x * n) / {count} ELSE fsum(x * (n / {count}::DOUBLE)) END,
               CAST(coalesce(sum(n) FILTER (x = 0), 0) AS BIGINT), CAST(coalesce(sum(n) FILTER (x < 0), 0) AS BIGINT),
               CAST(coalesce(sum(n) FILTER (x = trunc(x)), 0) AS BIGINT)
        FROM {ValueCounts.Table}
        """,
        row => new Basic(row.GetDouble(0), row.GetDouble(1), row.GetDouble(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)))[0];

    // The mean is rounded; what that moves the moments by is taken out again.
    private CentralMoments CentralMoments(double mean)
    {
        var terms = Enumerable.Range(1, 4).Select(power =>
            $"fsum(n * {string.Join(" * ", Enumerable.Repeat("d", power))}) / {count}");
        return connection.Query(
            $"SELECT {string.Join(", ", terms)} FROM (SELECT x - {DuckDb.Literal(mean)} AS d, n FROM {ValueCounts.Table})",
            row => Profiles.CentralMoments.Around(row.GetDouble(0), row.GetDouble(1), row.GetDouble(2), row.GetDouble(3)))[0];
    }

    private double MedianDistance(double median) => Quantiles(
        $"""
        (SELECT d, CAST(sum(n) OVER (ORDER BY d ROWS UNBOUNDED PRECEDING) AS BIGINT) AS upto
         FROM (SELECT abs(x - {DuckDb.Literal(median)}) AS d, n FROM {ValueCounts.Table}))
        """,
        "d", Half)[0];

    // Linear between neighbours (Hyndman and Fan, 1996, definition 7): the value at place p (n - 1), from 0.
    private double[] Quantiles(string table, string value, double[] probabilities)
    {
        var places = probabilities.Select(probability => probability * (count - 1)).ToArray();
        var terms = places.SelectMany(place => new[] { (long)place, Math.Min((long)place + 1, count - 1) })
            .Select(place => $"min({value}) FILTER (upto > {place})");
        return connection.Query($"SELECT {string.Join(", ", terms)} FROM {table}", row => places
            .Select((place, i) => Between(row.GetDouble(2 * i), row.GetDouble((2 * i) + 1), place - Math.Floor(place))).ToArray())[0];
    }

    private static double Between(double below, double above, double share) =>
        below == above ? below : (below * (1 - share)) + (above * share);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private readonly record struct Basic(double Min, double Max, double Mean, long Zeros, long Negatives, long Wholes);
}
