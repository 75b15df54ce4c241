using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Maas.Errors;
using Maas.Training.Datasets.Csv;

namespace Maas.Training.Datasets;

/// <summary>
/// Turns a CSV file into a typed table (Parquet) in two passes: the first finds out the kinds of the columns, the
/// second takes the rows that fit and turns the others away, each with its line and reason. Not thread-safe.
/// </summary>
/// <param name="path">The CSV file.</param>
/// <param name="kindsByColumn">Kinds that shall not be found out.</param>
internal sealed class CsvConversion(string path, IReadOnlyDictionary<string, ColumnKind> kindsByColumn)
{
    private const int MaxKeptRejects = 10_000;
    private const int MaxContentLength = 1024;
    private const int MaxShownLength = 64;
    private const int RowsPerCheck = 4096;

    private readonly List<RejectedRow> _rejects = [];
    private long _rejectedCount;

    /// <summary>Writes the table and says what it holds.</summary>
    /// <param name="tablePath">The Parquet file to write.</param>
    /// <param name="memoryLimitBytes">Memory of the data engine.</param>
    /// <param name="cancellationToken">Looked at every few thousand rows.</param>
    /// <exception cref="MaasException"><c>DATA_UNREADABLE</c>, <c>COLUMN_NOT_FOUND</c>.</exception>
    public ConvertedTable Run(string tablePath, long memoryLimitBytes, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var header = CsvHeader.Read(file);
        CheckDeclared(header);
        var columns = FindKinds(file, header, cancellationToken);

        using var connection = DuckDb.Open(Path.GetDirectoryName(tablePath)!, memoryLimitBytes);
        var types = columns.Select(column =>
            $"{DuckDb.Identifier(column.Name)} {(column.Kind == ColumnKind.Numeric ? "DOUBLE" : "VARCHAR")}");
        connection.Execute($"CREATE TABLE source ({string.Join(", ", types)})");
        var rowCount = Append(connection, file, header, columns, cancellationToken);
        if (rowCount == 0)
        {
            throw _rejects is [var first, ..]
                ? TrainingErrors.DataUnreadable($"None of its {_rejectedCount} rows can be taken. The first: {first.Message}", first.LineNumber)
                : TrainingErrors.DataUnreadable("It has a header line and no rows.", line: 2);
        }

        connection.Execute($"COPY source TO {DuckDb.Literal(tablePath)} (FORMAT parquet, COMPRESSION zstd)");
        return new ConvertedTable(columns, rowCount, _rejectedCount, _rejects);
    }

    private static CsvReader Rewind(FileStream file, CsvHeader header)
    {
        file.Position = 0;
        CsvHeader.SkipByteOrderMark(file);
        var reader = new CsvReader(file, header.Delimiter);
        reader.Read();
        return reader;
    }

    private void CheckDeclared(CsvHeader header)
    {
        var unknown = kindsByColumn.Keys.FirstOrDefault(name => !header.Columns.Contains(name));
        if (unknown is not null)
        {
            throw TrainingErrors.ColumnNotFound(unknown, header.Columns, [new FieldViolation(
                "header.columns",
                $"The file has no column '{unknown}'; it has {TrainingErrors.List(header.Columns)}.")]);
        }
    }

    private DataColumn[] FindKinds(FileStream file, CsvHeader header, CancellationToken cancellationToken)
    {
        var rules = header.Columns.Select(_ => new KindRule()).ToArray();
        var reader = Rewind(file, header);
        for (var row = 0L; reader.Read(); row++)
        {
            if (row % RowsPerCheck == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (reader.Fault == CsvFault.None && reader.FieldCount == rules.Length)
            {
                for (var i = 0; i < rules.Length; i++)
                {
                    rules[i].Add(reader[i]);
                }
            }
        }

        return [.. header.Columns.Select((name, i) => new DataColumn(name, kindsByColumn.GetValueOrDefault(name, rules[i].Kind)))];
    }

    private long Append(
        DuckDBConnection connection, FileStream file, CsvHeader header, DataColumn[] columns, CancellationToken cancellationToken)
    {
        var reader = Rewind(file, header);
        using var appender = connection.CreateAppender("source");
        var numbers = new double?[columns.Length];
        var taken = 0L;
        for (var row = 0L; reader.Read(); row++)
        {
            if (row % RowsPerCheck == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (!IsAcceptable(reader, columns, numbers))
            {
                continue;
            }

            var target = appender.CreateRow();
            for (var i = 0; i < columns.Length; i++)
            {
                if (columns[i].Kind == ColumnKind.Numeric)
                {
                    target.AppendValue(numbers[i]);
                }
                else
                {
                    target.AppendValue(CellText.IsMissing(reader[i]) ? null : Encoding.UTF8.GetString(reader[i]));
                }
            }

            target.EndRow();
            taken++;
        }

        return taken;
    }

    private bool IsAcceptable(CsvReader reader, DataColumn[] columns, double?[] numbers)
    {
        if (reader.Fault != CsvFault.None)
        {
            var (reason, message) = CsvFaultText.Describe(reader.Fault);
            return Reject(reader, "", reason, message);
        }

        if (reader.FieldCount != columns.Length)
        {
            var reason = reader.FieldCount < columns.Length ? RejectReason.TooFewColumns : RejectReason.TooManyColumns;
            return Reject(reader, "", reason, $"Expected {columns.Length} fields, got {reader.FieldCount}.");
        }

        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Kind != ColumnKind.Numeric)
            {
                continue;
            }

            numbers[i] = CellText.TryParseNumber(reader[i], out var number) ? number : null;
            if (numbers[i] is null && !CellText.IsMissing(reader[i]))
            {
                var shown = Encoding.UTF8.GetString(reader[i]);
                shown = shown.Length <= MaxShownLength ? shown : shown[..MaxShownLength] + "…";
                return Reject(reader, columns[i].Name, RejectReason.NotANumber,
                    $"Column '{columns[i].Name}': expected a number, got '{shown}'.");
            }
        }

        return true;
    }

    private bool Reject(CsvReader reader, string column, string reason, string message)
    {
        _rejectedCount++;
        if (_rejects.Count < MaxKeptRejects)
        {
            _rejects.Add(new RejectedRow(reader.LineNumber, column, reason,
                string.Create(CultureInfo.InvariantCulture, $"Line {reader.LineNumber}: {message}"),
                reader.RawText(MaxContentLength)));
        }

        return false;
    }
}
