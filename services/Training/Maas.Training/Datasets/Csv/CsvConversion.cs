using Maas.Errors;
using Maas.Training.Datasets.Tables;

namespace Maas.Training.Datasets.Csv;

/// <summary>
/// Turns a CSV file into a typed table (Parquet). The kinds of the columns are guessed from its first rows, and while the
/// table is written they are found out from all; when a guess was wrong, the table is written again. Not thread-safe.
/// </summary>
/// <param name="path">The CSV file.</param>
/// <param name="kindsByColumn">Kinds that shall not be found out.</param>
internal sealed class CsvConversion(string path, IReadOnlyDictionary<string, ColumnKind> kindsByColumn) : ITableConversion
{
    private const int GuessedRows = 10_000;

    private readonly RejectLog _rejects = new();

    /// <inheritdoc/>
    public ConvertedTable Run(string tablePath, long memoryLimitBytes, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var header = CsvHeader.Read(file);
        DeclaredKinds.Check(kindsByColumn, header.Columns, takesImages: false);
        var rules = header.Columns.Select(name => kindsByColumn.ContainsKey(name) ? null : new KindRule()).ToArray();
        var guessed = Guess(file, header);
        var (rowCount, fingerprint) = Write(guessed, rules);
        var columns = Name(header, rules);
        if (!columns.Select(IsNumeric).SequenceEqual(guessed.Select(IsNumeric)))
        {
            _rejects.Clear();
            (rowCount, fingerprint) = Write(columns, new KindRule?[columns.Length]);
        }

        return rowCount == 0
            ? throw NoRows()
            : new ConvertedTable(columns, rowCount, _rejects.Count, _rejects.Kept, fingerprint.NameOf(columns));

        (long RowCount, RowFingerprint Fingerprint) Write(DataColumn[] written, KindRule?[] asked) => TableWriter.Write(
            new CsvSource(Rewind(file, header), written, asked, _rejects), written, tablePath, memoryLimitBytes, cancellationToken);
    }

    private DataColumn[] Guess(FileStream file, CsvHeader header)
    {
        var rules = header.Columns.Select(_ => new KindRule()).ToArray();
        var evidence = new CsvHeaderEvidence(header);
        var reader = Rewind(file, header);
        for (var row = 0; row < GuessedRows && reader.Read(); row++)
        {
            if (reader.Fault == CsvFault.None && reader.FieldCount == rules.Length)
            {
                evidence.Add(reader);
                for (var i = 0; i < rules.Length; i++)
                {
                    rules[i].Add(reader[i]);
                }
            }
        }

        evidence.Check();
        return Name(header, rules);
    }

    private DataColumn[] Name(CsvHeader header, KindRule?[] rules) =>
        [.. header.Columns.Select((name, i) =>
            new DataColumn(name, kindsByColumn.TryGetValue(name, out var kind) ? kind : rules[i]!.Kind))];

    private MaasException NoRows() => _rejects.Kept is [var first, ..]
        ? TrainingErrors.DataUnreadable($"None of its {_rejects.Count} rows can be taken. The first: {first.Message}", first.LineNumber)
        : TrainingErrors.DataUnreadable("It has a header line and no rows.", line: 2);

    private static bool IsNumeric(DataColumn column) => column.Kind == ColumnKind.Numeric;

    private static CsvReader Rewind(FileStream file, CsvHeader header)
    {
        file.Position = 0;
        CsvHeader.SkipByteOrderMark(file);
        var reader = new CsvReader(file, header.Delimiter);
        reader.Read();
        return reader;
    }
}
