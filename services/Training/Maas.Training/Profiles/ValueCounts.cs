using DuckDB.NET.Data;
using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>
/// The distinct values of one column with how often each stands, as a temporary table: what needs all rows is computed from
/// it, mostly from far fewer. The engine spills it to disk when it is large. Not thread-safe; one at a time on a connection.
/// </summary>
internal sealed class ValueCounts : IDisposable
{
    private readonly DuckDBConnection _connection;

    private ValueCounts(DuckDBConnection connection, DataColumn column, string from)
    {
        _connection = connection;

        // Of images the digests: files that are the same are the same value.
        var name = DuckDb.Identifier(column.Name);
        var counts = $"SELECT {(column.Kind == ColumnKind.Image ? $"sha256({name})" : name)} AS x, count(*) AS n {from} GROUP BY 1";
        connection.Execute(column.Kind == ColumnKind.Numeric
            ? $"""
              CREATE OR REPLACE TEMP TABLE value_counts AS
              SELECT x, n, CAST(sum(n) OVER (ORDER BY x ROWS UNBOUNDED PRECEDING) AS BIGINT) AS upto
              FROM ({counts}) WHERE x IS NOT NULL
              """
            : $"CREATE OR REPLACE TEMP TABLE value_counts AS SELECT x, n FROM ({counts}) WHERE x IS NOT NULL");
        (PresentCount, DistinctCount) = connection.Query(
            $"SELECT CAST(coalesce(sum(n), 0) AS BIGINT), count(*) FROM {Table}", row => (row.GetInt64(0), row.GetInt64(1)))[0];
    }

    /// <summary>
    /// Its name: columns <c>x</c> (the value), <c>n</c> (how often it stands) and, of numbers, <c>upto</c> (how many values
    /// are at or below it).
    /// </summary>
    public static string Table => "value_counts";

    /// <summary>Rows with a value.</summary>
    public long PresentCount { get; }

    /// <summary>Distinct values.</summary>
    public long DistinctCount { get; }

    /// <summary>Counts the values of a column.</summary>
    /// <param name="connection">Runs the queries.</param>
    /// <param name="column">The column.</param>
    /// <param name="from">The table, as a FROM clause.</param>
    public static ValueCounts Of(DuckDBConnection connection, DataColumn column, string from) => new(connection, column, from);

    /// <summary>Shannon's entropy in bits; null without a value.</summary>
    public double? Entropy() => PresentCount == 0 ? null : _connection.Query(
        $"SELECT -fsum(n / {PresentCount}::DOUBLE * log2(n / {PresentCount}::DOUBLE)) FROM {Table}",
        row => Math.Max(0, row.GetDouble(0)))[0];

    /// <summary>Most frequent first, equal ones by value.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="read">Reads a value, the first field of a row.</param>
    public List<ValueCount> Top(int limit, Func<DuckDBDataReader, string> read) => _connection.Query(
        $"SELECT x, n FROM {Table} ORDER BY n DESC, x LIMIT {limit}", row => new ValueCount(read(row), row.GetInt64(1)));

    /// <summary>The least frequent text, of equal ones the first; there is at least one.</summary>
    public ValueCount Rarest() => _connection.Query(
        $"SELECT x, n FROM {Table} ORDER BY n, x LIMIT 1", row => new ValueCount(row.GetString(0), row.GetInt64(1)))[0];

    /// <inheritdoc/>
    public void Dispose() => _connection.Execute($"DROP TABLE IF EXISTS {Table}");
}
