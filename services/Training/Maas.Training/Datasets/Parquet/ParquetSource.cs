using System.Text;
using DuckDB.NET.Data;
using Maas.Errors;
using Maas.Training.Datasets.Images;
using Maas.Training.Datasets.Tables;

namespace Maas.Training.Datasets.Parquet;

/// <summary>
/// Rows of a Parquet file, streamed. Infinite numbers, rows of more than a mebibyte of text, and images that are none or too large are turned away;
/// what is too long is never brought out of the engine.
/// </summary>
internal sealed class ParquetSource : IRowSource, IDisposable
{
    private const int MaxTextBytes = 1 << 20;

    private readonly IReadOnlyList<DataColumn> _columns;
    private readonly RejectLog _rejects;
    private readonly DuckDBCommand _command;
    private readonly DuckDBDataReader _reader;
    private readonly KindRule?[] _rules;
    private readonly long _maxUnpackedBytes;
    private long _unpackedBytes;
    private long _row;
    private bool _isAtEnd;

    /// <param name="connection">Reads; used by this alone.</param>
    /// <param name="from">Where the rows are, in SQL.</param>
    /// <param name="columns">Kinds that the values become.</param>
    /// <param name="isOpen">Of which text columns it is found out whether they are categories.</param>
    /// <param name="rejects">Told the rows that are turned away.</param>
    /// <param name="maxUnpackedBytes">What all rows may become, in bytes.</param>
    public ParquetSource(
        DuckDBConnection connection, string from, IReadOnlyList<DataColumn> columns, Predicate<DataColumn> isOpen, RejectLog rejects, long maxUnpackedBytes)
    {
        _maxUnpackedBytes = maxUnpackedBytes;
        _columns = columns;
        _rejects = rejects;
        _rules = [.. columns.Select(column => column.Kind == ColumnKind.Text && isOpen(column) ? new KindRule() : null)];
        _command = connection.CreateCommand();
        _command.CommandText = $"SELECT {string.Join(", ", columns.Select(Value).Concat(columns.Select(Size)))} {from}";
        _command.UseStreamingMode = true;
        _reader = (DuckDBDataReader)_command.ExecuteReader();
    }

    /// <summary>Kind of a text column by the values read so far; null for others.</summary>
    public ColumnKind? KindOf(int column) => _rules[column]?.Kind;

    /// <inheritdoc/>
    public void Fill(RowBlock block, CancellationToken cancellationToken)
    {
        while (!_isAtEnd)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!Readable(_reader.Read))
            {
                _isAtEnd = true;
                return;
            }

            _row++;
            if (HasSize() && AddValues(block) && !block.EndRow())
            {
                return;
            }
        }
    }

    /// <summary>Reads from the file. What fails there is the fault of the file; writing the table fails for other reasons.</summary>
    /// <exception cref="MaasException"><c>DATA_UNREADABLE</c>.</exception>
    public static T Readable<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DuckDBException exception) when (exception.Message.Contains("Out of Memory", StringComparison.OrdinalIgnoreCase))
        {
            throw TrainingErrors.DataUnreadable(
                "A part of it does not fit into the memory of the data engine. Write the file with smaller row groups and pages, or have " +
                "Maas:Training:DataMemoryLimitBytes raised.", line: 1);
        }
        catch (DuckDBException exception)
        {
            throw TrainingErrors.DataUnreadable(
                $"It is no Parquet file that can be read: {RejectLog.Shown(exception.Message.Split('\n')[0])}", line: 1);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _command.Dispose();
    }

    private static string Value(DataColumn column) => column.Kind switch
    {
        ColumnKind.Numeric => $"CAST({DuckDb.Identifier(column.Name)} AS DOUBLE)",
        ColumnKind.Image => $"CASE WHEN {Size(column)} <= {ImageHeader.MaxBytes} THEN {DuckDb.Identifier(column.Name)} END",
        _ => $"CASE WHEN {Size(column)} <= {MaxTextBytes} THEN CAST({DuckDb.Identifier(column.Name)} AS VARCHAR) END",
    };

    private static string Size(DataColumn column) => column.Kind switch
    {
        ColumnKind.Numeric => "CAST(8 AS BIGINT)",
        ColumnKind.Image => $"coalesce(octet_length({DuckDb.Identifier(column.Name)}), 0)",
        _ => $"coalesce(strlen(CAST({DuckDb.Identifier(column.Name)} AS VARCHAR)), 0)",
    };

    private bool HasSize()
    {
        long texts = 0;
        for (var i = 0; i < _columns.Count; i++)
        {
            var size = _reader.GetInt64(_columns.Count + i);
            _unpackedBytes += size;
            texts += _columns[i].Kind is ColumnKind.Numeric or ColumnKind.Image ? 0 : size;
            if (_columns[i].Kind == ColumnKind.Image && size > ImageHeader.MaxBytes)
            {
                return Reject(_columns[i].Name, RejectReason.BadImage, ImageHeader.TooManyBytes(size));
            }
        }

        if (_unpackedBytes > _maxUnpackedBytes)
        {
            throw TrainingErrors.DataTooLarge(_maxUnpackedBytes);
        }

        return texts <= MaxTextBytes || Reject("", RejectReason.RowTooLong, $"the texts of the row have {texts} bytes; at most {MaxTextBytes} are taken.");
    }

    private bool Reject(string column, string reason, string message)
    {
        _rejects.Add("Row", _row, column, reason, column.Length > 0 ? $"Column '{column}': {message}" : message, () => "");
        return false;
    }

    private bool AddValues(RowBlock block)
    {
        for (var i = 0; i < _columns.Count; i++)
        {
            var problem = _reader.IsDBNull(i) ? AddMissing(block[i]) : _columns[i].Kind switch
            {
                ColumnKind.Numeric => AddNumber(block[i], i),
                ColumnKind.Image => AddImage(block[i], i),
                _ => AddText(block[i], i),
            };
            if (problem is var (reason, message))
            {
                block.DropRow();
                return Reject(_columns[i].Name, reason, message);
            }
        }

        return true;
    }

    private static (string Reason, string Message)? AddMissing(BlockColumn column)
    {
        column.AddMissing();
        return null;
    }

    private (string Reason, string Message)? AddNumber(BlockColumn column, int index)
    {
        var number = _reader.GetDouble(index);
        if (double.IsInfinity(number))
        {
            return (RejectReason.NotAValue, "expected a finite number, got an infinite one.");
        }

        if (double.IsNaN(number))
        {
            return AddMissing(column);
        }

        column.Add(number);
        return null;
    }

    private (string Reason, string Message)? AddText(BlockColumn column, int index)
    {
        var text = Encoding.UTF8.GetBytes(_reader.GetString(index));
        if (CellText.IsMissing(text))
        {
            return AddMissing(column);
        }

        _rules[index]?.Add(text, isNumber: false);
        column.Add(text);
        return null;
    }

    private (string Reason, string Message)? AddImage(BlockColumn column, int index)
    {
        using var stream = _reader.GetStream(index);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        if (ImageHeader.FindProblem(bytes) is { } problem)
        {
            return (RejectReason.BadImage, problem);
        }

        column.Add(bytes);
        return null;
    }
}
