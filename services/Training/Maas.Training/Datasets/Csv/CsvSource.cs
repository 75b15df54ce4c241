using System.Text;
using Maas.Training.Datasets.Tables;

namespace Maas.Training.Datasets.Csv;

/// <summary>Rows of a CSV file that fit its columns; the others are turned away, each with its line and reason.</summary>
/// <param name="reader">Behind the header line.</param>
/// <param name="columns">Kinds that the values must have.</param>
/// <param name="rules">One per column: told all values of rows that are well formed. Null when the kind is known.</param>
/// <param name="rejects">Told the rows that are turned away.</param>
internal sealed class CsvSource(
    CsvReader reader, IReadOnlyList<DataColumn> columns, IReadOnlyList<KindRule?> rules, RejectLog rejects) : IRowSource
{
    private readonly byte[][] _names = [.. columns.Select(column => Encoding.UTF8.GetBytes(column.Name))];
    private readonly bool[] _isNumeric = [.. columns.Select(column => column.Kind == ColumnKind.Numeric)];
    private readonly KindRule?[] _rules = [.. rules];

    /// <inheritdoc/>
    public void Fill(RowBlock block, CancellationToken cancellationToken)
    {
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!IsWellFormed())
            {
                continue;
            }

            var bad = AddValues(block);
            if (bad >= 0)
            {
                block.DropRow();
                var shown = RejectLog.Shown(Encoding.UTF8.GetString(reader[bad]));
                Reject(columns[bad].Name, RejectReason.NotANumber,
                    $"Column '{columns[bad].Name}': expected a number, got '{shown}'.");
            }
            else if (!block.EndRow())
            {
                return;
            }
        }
    }

    private bool IsWellFormed()
    {
        if (reader.Fault != CsvFault.None)
        {
            var (reason, message) = CsvFaultText.Describe(reader.Fault);
            return Reject("", reason, message);
        }

        if (reader.FieldCount != _names.Length)
        {
            var reason = reader.FieldCount < _names.Length ? RejectReason.TooFewColumns : RejectReason.TooManyColumns;
            return Reject("", reason, $"Expected {_names.Length} fields, got {reader.FieldCount}.");
        }

        return !IsHeader() || Reject("", RejectReason.RepeatedHeader, "Expected a row, got the header line once more.");
    }

    // Files that were joined. A single column may well hold its own name.
    private bool IsHeader()
    {
        if (_names.Length < 2)
        {
            return false;
        }

        for (var i = 0; i < _names.Length; i++)
        {
            var cell = i == 0 && reader[i].StartsWith(CsvHeader.ByteOrderMark) ? reader[i][CsvHeader.ByteOrderMark.Length..] : reader[i];
            if (!cell.Trim((byte)' ').SequenceEqual(_names[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds all values; returns the first column with one that does not fit, or -1.</summary>
    private int AddValues(RowBlock block)
    {
        var bad = -1;
        for (var i = 0; i < _isNumeric.Length; i++)
        {
            var cell = reader[i];
            var column = block[i];
            if (CellText.IsMissing(cell))
            {
                column.AddMissing();
                continue;
            }

            var number = 0.0;
            var isNumber = (_isNumeric[i] || _rules[i] is not null) && CellText.TryParseNumber(cell, out number);
            _rules[i]?.Add(cell, isNumber);
            if (!_isNumeric[i])
            {
                column.Add(cell);
            }
            else if (isNumber)
            {
                column.Add(number);
            }
            else
            {
                bad = bad < 0 ? i : bad;
                column.AddMissing();
            }
        }

        return bad;
    }

    private bool Reject(string column, string reason, string message)
    {
        rejects.Add("Line", reader.LineNumber, column, reason, message, () => reader.RawText(RejectLog.MaxContentLength));
        return false;
    }
}
