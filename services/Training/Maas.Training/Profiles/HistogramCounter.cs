using DuckDB.NET.Data;
using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>Counts numbers in bins of equal width, from their <see cref="ValueCounts"/>. Not thread-safe.</summary>
/// <param name="connection">Runs the queries.</param>
/// <param name="count">Rows with a value.</param>
internal sealed class HistogramCounter(DuckDBConnection connection, long count)
{
    private const int BinCount = 20;

    /// <summary>Counts.</summary>
    /// <param name="min">Lower edge of the first bin: the smallest value.</param>
    /// <param name="max">Upper edge of the last bin: the largest value.</param>
    public List<HistogramBin> Run(double min, double max)
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
        var (step, first, last) = (DuckDb.Literal(width), DuckDb.Literal(edges[0] / width), BinCount - 1);
        return connection.Query(
            $"""
            SELECT CASE WHEN i < {last} AND x >= edges[i + 2] THEN i + 1 WHEN x < edges[i + 1] THEN i - 1 ELSE i END AS bin,
                   CAST(sum(n) AS BIGINT)
            FROM (SELECT x, n, least({last}, greatest(0, CAST(floor(x / {step} - {first}) AS INTEGER))) AS i, [{list}] AS edges
                  FROM {ValueCounts.Table})
            GROUP BY bin
            """,
            row => (row.GetInt32(0), row.GetInt64(1)));
    }
}
