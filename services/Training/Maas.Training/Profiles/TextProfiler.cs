using DuckDB.NET.Data;
using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>Measures the texts of a column, from its <see cref="ValueCounts"/>. Not thread-safe.</summary>
/// <param name="connection">Runs the queries.</param>
internal sealed class TextProfiler(DuckDBConnection connection)
{
    /// <summary>Runs the query; there is at least one value.</summary>
    public TextProfile Run() => connection.Query(
        $"""
        SELECT min(c), sum(n * c) / sum(n), max(c), min(w), sum(n * w) / sum(n), max(w)
        FROM (SELECT n, length(x) AS c, len(regexp_extract_all(x, '\S+')) AS w FROM {ValueCounts.Table})
        """,
        row => new TextProfile(
            new LengthProfile(row.GetInt64(0), row.GetDouble(1), row.GetInt64(2)),
            new LengthProfile(row.GetInt64(3), row.GetDouble(4), row.GetInt64(5))))[0];
}
