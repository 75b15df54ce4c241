using DuckDB.NET.Data;

namespace Maas.Training.Datasets.Schemas;

/// <summary>
/// Makes a schema of a version: a beginning to be edited, so that it says less rather than more. Numbers of rows and of distinct
/// values are left open.
/// </summary>
/// <remarks>
/// Follows TensorFlow Data Validation in that presence is only demanded where no row lacks a value, and that values are only
/// listed when they are few. Ranges, which it does not infer, are widened by half their width to each side, but not beyond 0
/// when all numbers are on one side of it.
/// </remarks>
internal static class SchemaInference
{
    private const int MostListedValues = 400;
    private const int FewestRowsForUnique = 20;

    /// <summary>Reads the whole table.</summary>
    /// <param name="connection">The data engine.</param>
    /// <param name="from">Where the rows are, in SQL.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Looked at between columns.</param>
    public static DatasetSchema Infer(
        DuckDBConnection connection, string from, DatasetVersion version, CancellationToken cancellationToken)
    {
        var columns = new List<ColumnSchema>(version.Columns.Count);
        foreach (var column in version.Columns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            columns.Add(column.Kind == ColumnKind.Image
                ? InferImages(connection, from, column, version.RowCount)
                : Infer(connection, from, column, version.RowCount));
        }

        return new DatasetSchema { Columns = columns };
    }

    private static ColumnSchema InferImages(DuckDBConnection connection, string from, DataColumn column, long rowCount) => new()
    {
        Name = column.Name,
        Kind = column.Kind,
        MinPresentRatio = connection.Query($"SELECT count({DuckDb.Identifier(column.Name)}) {from}", row => row.GetInt64(0))[0] == rowCount ? 1 : 0,
    };

    private static ColumnSchema Infer(DuckDBConnection connection, string from, DataColumn column, long rowCount)
    {
        var facts = ColumnFacts.Of(connection, from, column);
        var (min, max) = Widen(facts.Min, facts.Max);
        var name = DuckDb.Identifier(column.Name);
        var isListed = column.Kind == ColumnKind.Categorical && facts.DistinctCount <= MostListedValues
            && connection.Query($"SELECT coalesce(max(length({name})), 0) {from}", row => row.GetInt64(0))[0] <= SchemaRules.MaxTextLength;
        return new ColumnSchema
        {
            Name = column.Name,
            Kind = column.Kind,
            MinPresentRatio = facts.PresentCount == rowCount ? 1 : 0,
            Values = isListed
                ? connection.Query($"SELECT DISTINCT {name} {from} WHERE {name} IS NOT NULL ORDER BY 1", row => row.GetString(0))
                : [],
            Min = min,
            Max = max,

            // Measured numbers may all differ by chance.
            IsUnique = facts.DistinctCount == rowCount && rowCount >= FewestRowsForUnique
                && (facts.IsWhole || column.Kind != ColumnKind.Numeric),
        };
    }

    private static (double? Min, double? Max) Widen(double? min, double? max)
    {
        if (min is not { } smallest || max is not { } largest)
        {
            return (null, null);
        }

        var margin = (largest / 2) - (smallest / 2);
        var (lower, upper) = (smallest - margin, largest + margin);
        return (
            smallest >= 0 ? Math.Max(0, lower) : Math.Max(double.MinValue, lower),
            largest <= 0 ? Math.Min(0, upper) : Math.Min(double.MaxValue, upper));
    }
}
