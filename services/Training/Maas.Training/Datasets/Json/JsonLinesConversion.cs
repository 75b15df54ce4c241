using Maas.Training.Datasets.Csv;
using Maas.Training.Datasets.Tables;

namespace Maas.Training.Datasets.Json;

/// <summary>
/// Turns a JSON Lines file into a typed table (Parquet) in two passes: the first finds the columns and their kinds, the second
/// takes the rows that fit. A column is numeric when at least 90 % of its values are JSON numbers: "7" is a text. Not
/// thread-safe.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="kindsByColumn">Kinds that shall not be found out.</param>
internal sealed class JsonLinesConversion(string path, IReadOnlyDictionary<string, ColumnKind> kindsByColumn) : ITableConversion
{
    private const int LinesPerCheck = 4096;

    /// <inheritdoc/>
    public ConvertedTable Run(string tablePath, long memoryLimitBytes, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var row = new JsonRow();
        var rules = FindKinds(Rewind(file), row, cancellationToken);
        ColumnNames.Check(row.Names, line: 1);
        DeclaredKinds.Check(kindsByColumn, row.Names, takesImages: false);
        DataColumn[] columns = [.. row.Names.Select((name, i) =>
            new DataColumn(name, kindsByColumn.TryGetValue(name, out var kind) ? kind : rules[i].Kind))];

        var rejects = new RejectLog();
        var source = new JsonLinesSource(Rewind(file), row, columns, rejects);
        if (columns.Length == 0)
        {
            // All that is left is to tell why.
            source.Fill(new RowBlock(columns), cancellationToken);
            throw NoRows(rejects);
        }

        var (rowCount, fingerprint) = TableWriter.Write(source, columns, tablePath, memoryLimitBytes, cancellationToken);
        return rowCount == 0
            ? throw NoRows(rejects)
            : new ConvertedTable(columns, rowCount, rejects.Count, rejects.Kept, fingerprint.NameOf(columns));
    }

    /// <summary>The line without spaces around it, and on line 1 without the byte order mark.</summary>
    public static ReadOnlySpan<byte> Content(LineReader lines)
    {
        var line = lines.Line;
        line = lines.LineNumber == 1 && line.StartsWith(CsvHeader.ByteOrderMark) ? line[CsvHeader.ByteOrderMark.Length..] : line;
        return line.Trim(" \t\r"u8);
    }

    private static List<KindRule> FindKinds(LineReader lines, JsonRow row, CancellationToken cancellationToken)
    {
        var rules = new List<KindRule>();
        while (lines.Read())
        {
            if (lines.LineNumber % LinesPerCheck == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var line = Content(lines);
            if (line is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] && lines.LineNumber == 1)
            {
                throw TrainingErrors.DataUnreadable("The file is UTF-16; expected UTF-8. Save it as UTF-8.", line: 1);
            }

            if (line is [(byte)'[', ..] && rules.Count == 0)
            {
                throw TrainingErrors.DataUnreadable(
                    "The file is one JSON list; expected JSON Lines: one object a line, nothing between them.", lines.LineNumber);
            }

            if (!line.IsEmpty && !lines.IsTooLong && row.Read(line) is null)
            {
                Add(row, rules);
            }
        }

        // Names that only rows with other faults have.
        rules.AddRange(row.Names.Skip(rules.Count).Select(_ => new KindRule()));
        return rules;
    }

    private static void Add(JsonRow row, List<KindRule> rules)
    {
        for (var i = 0; i < row.Names.Count; i++)
        {
            if (i == rules.Count)
            {
                rules.Add(new KindRule());
            }

            if (!CellText.IsMissing(row[i]))
            {
                rules[i].Add(row[i], row.IsNumber(i));
            }
        }
    }

    private static Errors.MaasException NoRows(RejectLog rejects) => rejects.Kept is [var first, ..]
        ? TrainingErrors.DataUnreadable($"None of its {rejects.Count} rows can be taken. The first: {first.Message}", first.LineNumber)
        : TrainingErrors.DataUnreadable("The file is empty; expected one JSON object a line.", line: 1);

    private static LineReader Rewind(FileStream file)
    {
        file.Position = 0;
        return new LineReader(file);
    }
}
