using System.Globalization;
using DuckDB.NET.Data;
using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>Some rows of the numeric columns in memory, for what would take too long over all.</summary>
/// <param name="RowNumbers">Rows of the table, from 1, ascending.</param>
/// <param name="Columns">Per column the values of these rows; NaN where there is none.</param>
internal sealed record TableSample(long[] RowNumbers, double[][] Columns)
{
    private const int MaxRows = 100_000;
    private const int MaxValues = 4_000_000;

    // Multiples of the golden ratio modulo 1 spread evenly, and follow no period that data might have (Knuth, "The Art of
    // Computer Programming", volume 3, section 6.4, theorem S). In 31 bits, so that no product leaves 64.
    private const long Range = 1L << 31;
    private const long GoldenRatio = 1_327_217_885;

    /// <summary>Reads all rows when they are few, else an even choice, the same each time.</summary>
    /// <param name="connection">Runs the query.</param>
    /// <param name="from">The table, as a FROM clause.</param>
    /// <param name="rowCount">Its rows.</param>
    /// <param name="columns">Numeric columns.</param>
    public static TableSample Read(
        DuckDBConnection connection, string from, long rowCount, IReadOnlyList<string> columns)
    {
        var limit = Math.Min(rowCount, Math.Min(MaxRows, MaxValues / Math.Max(1, columns.Count)));
        var share = (long)(Range * ((double)limit / Math.Max(1, rowCount)));
        var choice = limit == rowCount ? "" : string.Create(
            CultureInfo.InvariantCulture, $"WHERE ((r % {Range}) * {GoldenRatio}) % {Range} < {share} ORDER BY r LIMIT {limit}");
        var names = columns.Select((name, i) => $", {DuckDb.Identifier(name)} AS c{i}");
        var values = columns.Select(_ => new double[limit]).ToArray();
        var read = 0;
        var numbers = connection.Query(
            $"SELECT * FROM (SELECT row_number() OVER () AS r{string.Concat(names)} {from}) {choice}",
            row =>
            {
                for (var i = 0; i < values.Length; i++)
                {
                    values[i][read] = row.IsDBNull(i + 1) ? double.NaN : row.GetDouble(i + 1);
                }

                read++;
                return row.GetInt64(0);
            });
        return new TableSample([.. numbers], [.. values.Select(column => column[..read])]);
    }
}
