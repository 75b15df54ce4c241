using System.Globalization;
using DuckDB.NET.Data;
using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>Computes the statistics of one numeric column. Not thread-safe.</summary>
/// <param name="connection">Runs the queries.</param>
/// <param name="values">Query that gives the values present as <c>x</c>.</param>
/// <param name="count">How many there are, 1 or more.</param>
internal sealed class NumericProfiler(DuckDBConnection connection, string values, long count)
{
    private const int BinCount = 20;

    private static readonly double[] Probabilities = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

    /// <summary>Runs the queries.</summary>
    public NumericProfile Run()
    {
        var probabilities = string.Join(", ", Probabilities.Select(p => p.ToString(CultureInfo.InvariantCulture)));
        var (min, max, mean, quantiles) = connection.Query(
            $"SELECT min(x), max(x), favg(x), quantile_cont(x, [{probabilities}]) FROM ({values})",
            row => (row.GetDouble(0), row.GetDouble(1), row.GetDouble(2), row.GetFieldValue<List<double>>(3)))[0];
        var moments = min < max ? CentralMoments(mean) : default;
        return new NumericProfile
        {
            Min = min,
            Max = max,
            Mean = mean,
            StandardDeviation = count < 2 ? null : Math.Sqrt(moments.Second * count / (count - 1)),
            Skewness = moments.Skewness(count),
            Kurtosis = moments.Kurtosis(count),
            Quantiles = [.. Probabilities.Zip(quantiles, (probability, value) => new QuantileValue(probability, value))],
            Histogram = Histogram(min, max),
        };
    }

    // The mean is rounded; what that moves the moments by is taken out again.
    private Moments CentralMoments(double mean)
    {
        var d = $"(x - {DuckDb.Literal(mean)})";
        return connection.Query(
            $"SELECT favg({d}), favg({d} * {d}), favg({d} * {d} * {d}), favg({d} * {d} * {d} * {d}) FROM ({values})",
            row => Moments.Around(row.GetDouble(0), row.GetDouble(1), row.GetDouble(2), row.GetDouble(3)))[0];
    }

    private List<HistogramBin> Histogram(double min, double max)
    {
        var width = (max / BinCount) - (min / BinCount);
        if (width <= 0 || min + width <= min)
        {
            return [new HistogramBin(min, max, count)];
        }

        var edges = Enumerable.Range(0, BinCount + 1).Select(i => i == BinCount ? max : min + (i * width)).ToArray();
        var counts = new long[BinCount];
        foreach (var (bin, n) in CountBins(edges, width))
        {
            counts[bin] = n;
        }

        return [.. counts.Select((n, i) => new HistogramBin(edges[i], edges[i + 1], n))];
    }

    // Division finds the bin but for rounding; the comparison with its edges settles it.
    private List<(int Bin, long Count)> CountBins(double[] edges, double width)
    {
        var list = string.Join(", ", edges.Select(DuckDb.Literal));
        var (min, last) = (DuckDb.Literal(edges[0]), BinCount - 1);
        return connection.Query(
            $"""
            SELECT CASE WHEN i < {last} AND x >= edges[i + 2] THEN i + 1 WHEN x < edges[i + 1] THEN i - 1 ELSE i END AS bin,
                   count(*)
            FROM (SELECT x, least({last}, greatest(0, CAST(floor(x / {DuckDb.Literal(width)} - {min} / {DuckDb.Literal(width)}) AS INTEGER))) AS i,
                         [{list}] AS edges
                  FROM ({values}))
            GROUP BY bin
            """,
            row => (row.GetInt32(0), row.GetInt64(1)));
    }

    /// <summary>Central moments with divisor n.</summary>
    private readonly record struct Moments(double Second, double Third, double Fourth)
    {
        /// <summary>Moves moments around a point near the mean to the mean itself.</summary>
        public static Moments Around(double a, double b, double c, double d) => new(
            b - (a * a),
            c - (3 * a * b) + (2 * a * a * a),
            d - (4 * a * c) + (6 * a * a * b) - (3 * a * a * a * a));

        /// <summary>G1. Source: Joanes, Gill, "Comparing measures of sample skewness and kurtosis", 1998.</summary>
        public double? Skewness(long n) => n < 3 || Second <= 0
            ? null
            : Finite(Third / Math.Pow(Second, 1.5) * Math.Sqrt((double)n * (n - 1)) / (n - 2));

        /// <summary>G2. Source: as above.</summary>
        public double? Kurtosis(long n) => n < 4 || Second <= 0
            ? null
            : Finite((n - 1) / ((double)(n - 2) * (n - 3)) * (((n + 1) * ((Fourth / (Second * Second)) - 3)) + 6));

        private static double? Finite(double value) => double.IsFinite(value) ? value : null;
    }
}
