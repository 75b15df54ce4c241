using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Maas.Training.Datasets.Tables;

namespace Maas.Training.Datasets.Parquet;

/// <summary>
/// Turns a Parquet file into a table of ours in one pass. Columns of numbers become 64-bit floating point, whole numbers beyond
/// 2^53 rounded; texts, booleans, dates and times become text; bytes become images. Any other type is refused. Not thread-safe.
/// </summary>
/// <param name="path">The Parquet file.</param>
/// <param name="kindsByColumn">Kinds that shall not be found out.</param>
/// <param name="maxUnpackedBytes">What its rows may become.</param>
internal sealed partial class ParquetConversion(string path, IReadOnlyDictionary<string, ColumnKind> kindsByColumn, long maxUnpackedBytes) : ITableConversion
{
    /// <inheritdoc/>
    public ConvertedTable Run(string tablePath, long memoryLimitBytes, CancellationToken cancellationToken)
    {
        // Two engines at once, each with half: one reads, one writes.
        using var connection = DuckDb.Open(Path.GetDirectoryName(tablePath)!, memoryLimitBytes / 2);
        var from = $"FROM read_parquet({DuckDb.Literal(path)})";
        var columns = ParquetSource.Readable(() => Describe(connection, from));
        var rejects = new RejectLog();
        using var source = ParquetSource.Readable(() => new ParquetSource(
            connection, from, columns, column => !kindsByColumn.ContainsKey(column.Name), rejects, maxUnpackedBytes));
        var (rowCount, fingerprint) = TableWriter.Write(source, columns, tablePath, memoryLimitBytes / 2, cancellationToken);
        columns = [.. columns.Select((column, i) => column with { Kind = source.KindOf(i) ?? column.Kind })];
        return rowCount == 0
            ? throw TrainingErrors.DataUnreadable(
                rejects.Kept is [var first, ..] ? $"None of its {rejects.Count} rows can be taken. The first: {first.Message}" : "It has no rows.",
                line: 1)
            : new ConvertedTable(columns, rowCount, rejects.Count, rejects.Kept, fingerprint.NameOf(columns));
    }

    private DataColumn[] Describe(DuckDBConnection connection, string from)
    {
        var described = connection.Query($"DESCRIBE SELECT * {from}", row => (Name: row.GetString(0), Type: row.GetString(1)));
        string[] names = [.. described.Select(column => column.Name)];
        ColumnNames.Check(names, line: 1);
        DeclaredKinds.Check(kindsByColumn, names, takesImages: true);
        var unknown = described.Where(column => KindOf(column.Type) is null).ToList();
        if (unknown.Count > 0)
        {
            throw TrainingErrors.DataUnreadable(
                $"Columns of these types cannot be taken: {TrainingErrors.List(unknown.Select(column => $"'{column.Name}' ({column.Type})"))}; " +
                "expected numbers, texts, booleans, dates, times, or the bytes of images.",
                line: 1);
        }

        return [.. described.Select(column => new DataColumn(column.Name, Kind(column.Name, column.Type)))];
    }

    private ColumnKind Kind(string name, string type)
    {
        var own = KindOf(type)!.Value;
        if (!kindsByColumn.TryGetValue(name, out var declared))
        {
            return own;
        }

        return (declared == ColumnKind.Image) == (own == ColumnKind.Image)
            && (declared != ColumnKind.Numeric || own == ColumnKind.Numeric)
                ? declared
                : throw TrainingErrors.DataUnreadable(
                    $"Column '{name}' is declared {declared}; in the file it is {type}.", line: 1);
    }

    private static ColumnKind? KindOf(string type) => type switch
    {
        _ when NumberType().IsMatch(type) => ColumnKind.Numeric,
        _ when TextType().IsMatch(type) => ColumnKind.Text,
        "BLOB" => ColumnKind.Image,
        _ => null,
    };

    [GeneratedRegex(@"^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(\d+,\d+\))$")]
    private static partial Regex NumberType();

    [GeneratedRegex(@"^(VARCHAR|BOOLEAN|DATE|TIME|TIMESTAMP|UUID|ENUM\(.*\))(_S|_MS|_NS| WITH TIME ZONE)?$")]
    private static partial Regex TextType();
}
