using System.Text;
using Maas.Training.Datasets.Tables;

namespace Maas.Training.Datasets.Json;

/// <summary>Rows of a JSON Lines file that fit its columns; the others are turned away, each with its line and reason.</summary>
/// <param name="lines">At the beginning of the file.</param>
/// <param name="row">Knows all columns.</param>
/// <param name="columns">Kinds that the values must have.</param>
/// <param name="rejects">Told the rows that are turned away.</param>
internal sealed class JsonLinesSource(
    LineReader lines, JsonRow row, IReadOnlyList<DataColumn> columns, RejectLog rejects) : IRowSource
{
    /// <inheritdoc/>
    public void Fill(RowBlock block, CancellationToken cancellationToken)
    {
        while (lines.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var line = JsonLinesConversion.Content(lines);
            if (line.IsEmpty)
            {
                continue;
            }

            if (lines.IsTooLong)
            {
                Reject("", RejectReason.RowTooLong, $"The line is longer than {LineReader.MaxLineBytes} bytes.");
            }
            else if (row.Read(line) is { } reason)
            {
                Reject(row.Column, reason, row.Problem);
            }
            else if (AddValues(block) && !block.EndRow())
            {
                return;
            }
        }
    }

    private bool AddValues(RowBlock block)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            var value = row[i];
            var number = 0.0;
            if (CellText.IsMissing(value))
            {
                block[i].AddMissing();
            }
            else if (columns[i].Kind != ColumnKind.Numeric)
            {
                block[i].Add(value);
            }
            else if (row.IsNumber(i) && CellText.TryParseNumber(value, out number))
            {
                block[i].Add(number);
            }
            else
            {
                var shown = RejectLog.Shown(Encoding.UTF8.GetString(value));
                Reject(columns[i].Name, RejectReason.NotANumber,
                    $"Column '{columns[i].Name}': expected a finite JSON number, got {(row.IsNumber(i) ? shown : $"'{shown}'")}.");
                block.DropRow();
                return false;
            }
        }

        return true;
    }

    private void Reject(string column, string reason, string message) =>
        rejects.Add("Line", lines.LineNumber, column, reason, message, () =>
        {
            var text = Encoding.UTF8.GetString(lines.Line[..Math.Min(lines.Line.Length, 4 * RejectLog.MaxContentLength)]);
            return text.Length <= RejectLog.MaxContentLength ? text : text[..RejectLog.MaxContentLength];
        });
}
