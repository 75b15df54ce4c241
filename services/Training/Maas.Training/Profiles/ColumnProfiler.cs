using System.Globalization;
using DuckDB.NET.Data;
using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>Computes the profile of each column by itself, over all rows. Not thread-safe.</summary>
/// <param name="connection">Runs the queries.</param>
/// <param name="from">The table, as a FROM clause.</param>
/// <param name="rowCount">Rows of the table.</param>
internal sealed class ColumnProfiler(DuckDBConnection connection, string from, long rowCount)
{
    private const int MaxTopValues = 20;
    private const int MaxValueLength = 256;
    private const int MaxExamples = 5;

    /// <summary>Computes the profile of one column.</summary>
    public ColumnProfile Run(DataColumn column)
    {
        using var counts = ValueCounts.Of(connection, column, from);
        var isNumeric = column.Kind == ColumnKind.Numeric;
        var isPresent = counts.PresentCount > 0;
        var numeric = isNumeric && isPresent ? new NumericProfiler(connection, counts.PresentCount).Run() : null;
        return new ColumnProfile(
            column,
            counts.PresentCount,
            rowCount - counts.PresentCount,
            counts.DistinctCount,
            numeric is null ? null : numeric with { Outliers = [.. numeric.Outliers.Select(rule => WithExamples(column, rule))] },
            column.Kind == ColumnKind.Image ? [] : counts.Top(MaxTopValues, isNumeric ? ReadNumber : ReadText))
        {
            Text = column.Kind is ColumnKind.Categorical or ColumnKind.Text && isPresent ? new TextProfiler(connection).Run() : null,
            EntropyBits = counts.Entropy(),
        };
    }

    private OutlierProfile WithExamples(DataColumn column, OutlierProfile rule) => rule.Count == 0 ? rule : rule with
    {
        Examples = connection.Query(
            $"""
            SELECT r, x FROM (SELECT row_number() OVER () AS r, {DuckDb.Identifier(column.Name)} AS x {from})
            WHERE {OutlierCounter.Condition(rule)} ORDER BY r LIMIT {MaxExamples}
            """,
            row => new OutlierRow(row.GetInt64(0), row.GetDouble(1))),
    };

    private static string ReadNumber(DuckDBDataReader row) => row.GetDouble(0).ToString(CultureInfo.InvariantCulture);

    private static string ReadText(DuckDBDataReader row)
    {
        var value = row.GetString(0);
        if (value.Length <= MaxValueLength)
        {
            return value;
        }

        // A character beyond the first plane takes two places and is not cut in half.
        return value[..(char.IsHighSurrogate(value[MaxValueLength - 1]) ? MaxValueLength - 1 : MaxValueLength)] + "…";
    }
}
