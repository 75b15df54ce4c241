using DuckDB.NET.Data;

namespace Maas.Training.Datasets.Schemas;

/// <summary>What a schema is made of and compared with, of one column, over all rows.</summary>
/// <param name="PresentCount">Rows with a value.</param>
/// <param name="DistinctCount">Distinct values.</param>
/// <param name="Min">Smallest number; null for other kinds and without values.</param>
/// <param name="Max">Largest number.</param>
/// <param name="IsWhole">All numbers are whole.</param>
internal sealed record ColumnFacts(long PresentCount, long DistinctCount, double? Min, double? Max, bool IsWhole)
{
    /// <summary>Asks the table.</summary>
    /// <param name="connection">The data engine.</param>
    /// <param name="from">Where the rows are, in SQL.</param>
    /// <param name="column">The column.</param>
    public static ColumnFacts Of(DuckDBConnection connection, string from, DataColumn column)
    {
        var name = DuckDb.Identifier(column.Name);
        var numbers = column.Kind == ColumnKind.Numeric
            ? $"min({name}), max({name}), coalesce(bool_and({name} = floor({name})), false)"
            : "NULL::DOUBLE, NULL::DOUBLE, false";

        // The engine would hold all bytes of all images; what they are made of tells them apart as well.
        var distinct = column.Kind == ColumnKind.Image ? $"count(DISTINCT md5({name}))" : $"count(DISTINCT {name})";
        return connection.Query(
            $"SELECT count({name}), {distinct}, {numbers} {from}",
            row => new ColumnFacts(
                row.GetInt64(0),
                row.GetInt64(1),
                row.IsDBNull(2) ? null : row.GetDouble(2),
                row.IsDBNull(3) ? null : row.GetDouble(3),
                row.GetBoolean(4)))[0];
    }
}
