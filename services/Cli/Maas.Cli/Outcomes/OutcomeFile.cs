using Maas.Cli.Predictions;
using Maas.Cli.Terminal;

namespace Maas.Cli.Outcomes;

/// <summary>A CSV file of outcomes, read as far as rows are taken. Not thread-safe.</summary>
internal sealed class OutcomeFile
{
    private const int MaxRecordLength = 1 << 16;

    private const string IdColumn = "prediction_id";

    private static readonly string[] TruthColumns = ["truth", "label", "number"];

    private readonly IEnumerator<CsvRecord> _records;
    private readonly int _id;
    private readonly int _truth;
    private readonly int _columns;

    private OutcomeFile(IEnumerator<CsvRecord> records, IReadOnlyList<string> header, int id, int truth)
    {
        (_records, _id, _truth, _columns) = (records, id, truth, header.Count);
        TruthColumn = header[truth];
    }

    /// <summary><c>truth</c> (a label, or a number), <c>label</c> or <c>number</c>.</summary>
    public string TruthColumn { get; }

    /// <summary>Reads the header.</summary>
    /// <exception cref="CommandFailedException">It has not the columns that are needed.</exception>
    public static OutcomeFile Open(TextReader reader, string path)
    {
        var records = CsvText.Read(reader, MaxRecordLength).GetEnumerator();
        var header = records.MoveNext() ? records.Current.Fields.Select(name => name.Trim()).ToList() : [];
        var id = header.IndexOf(IdColumn);
        var truths = TruthColumns.Select(name => header.IndexOf(name)).Where(index => index >= 0).ToList();
        return id >= 0 && truths is [var truth]
            ? new OutcomeFile(records, header, id, truth)
            : throw new CommandFailedException(
                ExitCode.Usage, "header-malformed",
                $"'{path}': expected a header line with the column {IdColumn} and one of {string.Join(", ", TruthColumns)}, "
                + $"got '{string.Join(',', header)}'.");
    }

    /// <summary>The rows behind the header, once. A row of another length has the fields that it has.</summary>
    public IEnumerable<OutcomeRow> Rows()
    {
        while (_records.MoveNext())
        {
            var (line, fields) = _records.Current;

            // A comma too many or too few moves the columns: what stands where they should be is another thing.
            yield return fields.Count == _columns
                ? new OutcomeRow(line, fields[_id].Trim(), fields[_truth])
                : new OutcomeRow(line, PredictionId: "", Truth: "") { FieldProblem = $"Expected {_columns} fields, got {fields.Count}." };
        }
    }
}
