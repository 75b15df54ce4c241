using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Maas.Training.Datasets.Csv;

/// <summary>
/// Reads records of a CSV file one by one and goes on after a broken one. Not thread-safe; allocates nothing per
/// record.
/// </summary>
/// <remarks>
/// Source: RFC 4180, with any of LF, CRLF and CR as line end, even mixed; blank lines are passed over. A broken
/// record ends at its first line end, so that a quote left open costs one row and not the rest of the file.
/// DuckDB's reader is not used for this because it counts records as lines when a quoted field spans several, refuses
/// files with mixed line ends as a whole, and loses everything after an open quote (measured with 1.5.6).
/// </remarks>
/// <param name="source">Read to its end, not closed.</param>
/// <param name="delimiter">The byte between fields.</param>
internal sealed class CsvReader(Stream source, byte delimiter)
{
    /// <summary>Longest record.</summary>
    public const int MaxRecordBytes = 1 << 20;

    // What is kept of a line that is dropped, for Raw.
    private const int DroppedHeadBytes = 4096;

    private const byte Quote = (byte)'"';
    private const byte Lf = (byte)'\n';
    private const byte Cr = (byte)'\r';

    private readonly SearchValues<byte> _stops = SearchValues.Create([delimiter, Lf, Cr, Quote]);
    private readonly List<Field> _fields = [];
    private byte[] _buffer = new byte[1 << 16];
    private byte[] _unescaped = [];
    private byte[]? _dropped;
    private int _start;
    private int _end;
    private int _recordLength;
    private bool _atEnd;
    private long _nextLine = 1;

    /// <summary>Line on which the record begins, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>What is wrong with the record; when something is, it has no fields.</summary>
    public CsvFault Fault { get; private set; }

    /// <summary>Fields of the record.</summary>
    public int FieldCount => _fields.Count;

    /// <summary>The record as it came, without its line end; valid until the next one.</summary>
    public ReadOnlySpan<byte> Raw => _dropped ?? _buffer.AsSpan(_start - _recordLength, _recordLength).TrimEnd("\r\n"u8);

    /// <summary>One field, without its quotes; valid until the next call.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var field = _fields[index];
            var content = _buffer.AsSpan(_start - _recordLength + field.Start, field.Length);
            return field.IsEscaped ? Unescape(content) : content;
        }
    }

    /// <summary>Goes to the next record that is not blank; false at the end.</summary>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public bool Read()
    {
        while (Next())
        {
            var isBlank = Fault == CsvFault.None && _fields is [{ Length: 0, IsQuoted: false }];
            if (!isBlank)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The record as text, broken bytes replaced, cut to <paramref name="maxLength"/> characters.</summary>
    public string RawText(int maxLength)
    {
        var text = Encoding.UTF8.GetString(Raw[..Math.Min(Raw.Length, 4 * maxLength)]);
        return text.Length <= maxLength ? text : text[..maxLength];
    }

    private bool Next()
    {
        LineNumber = _nextLine;
        _dropped = null;
        while (true)
        {
            if (_start == _end && _atEnd)
            {
                return false;
            }

            var fault = Scan(_buffer.AsSpan(_start, _end - _start), out var length);
            if (length >= 0)
            {
                Take(fault, length);
                return true;
            }

            if (!Fill())
            {
                TakeTooLong(fault == CsvFault.UnclosedQuote ? fault : CsvFault.TooLong);
                return true;
            }
        }
    }

    /// <summary>Splits the record at the head of the span; the length is -1 when its end is not in the buffer.</summary>
    private CsvFault Scan(ReadOnlySpan<byte> span, out int length)
    {
        _fields.Clear();
        var position = 0;
        while (true)
        {
            var fault = position < span.Length && span[position] == Quote
                ? ScanQuoted(span, ref position)
                : ScanPlain(span, ref position);
            if (fault != CsvFault.None)
            {
                length = position < 0 ? -1 : FirstLineLength(span);
                return fault;
            }

            if (position < 0)
            {
                length = -1;
                return CsvFault.None;
            }

            if (position < span.Length && span[position] == delimiter)
            {
                position++;
                continue;
            }

            length = position + LineEndLength(span[position..]);
            return CsvFault.None;
        }
    }

    private CsvFault ScanPlain(ReadOnlySpan<byte> span, ref int position)
    {
        var stop = span[position..].IndexOfAny(_stops);
        var start = position;
        position = stop < 0 ? span.Length : position + stop;
        if (position < span.Length && span[position] == Quote)
        {
            return CsvFault.QuoteInsideField;
        }

        _fields.Add(new Field(start, position - start, IsQuoted: false, IsEscaped: false));
        position = IsEndKnown(span, position) ? position : -1;
        return CsvFault.None;
    }

    private CsvFault ScanQuoted(ReadOnlySpan<byte> span, ref int position)
    {
        var start = position + 1;
        var close = start;
        var escaped = false;
        while (true)
        {
            var found = span[close..].IndexOf(Quote);
            if (found < 0 || (close + found + 1 == span.Length && !_atEnd))
            {
                position = _atEnd ? span.Length : -1;
                return CsvFault.UnclosedQuote;
            }

            close += found;
            if (close + 1 == span.Length || span[close + 1] != Quote)
            {
                break;
            }

            escaped = true;
            close += 2;
        }

        position = close + 1;
        if (position < span.Length && span[position] != delimiter && span[position] is not (Lf or Cr))
        {
            return CsvFault.TextAfterQuote;
        }

        _fields.Add(new Field(start, close - start, IsQuoted: true, escaped));
        position = IsEndKnown(span, position) ? position : -1;
        return CsvFault.None;
    }

    // A CR that is the last byte we have may be half of a CRLF.
    private bool IsEndKnown(ReadOnlySpan<byte> span, int position) =>
        _atEnd || (position < span.Length && !(span[position] == Cr && position + 1 == span.Length));

    private static int LineEndLength(ReadOnlySpan<byte> span) =>
        span.Length == 0 ? 0 : span.StartsWith("\r\n"u8) ? 2 : 1;

    /// <summary>Length of the first line with its end; -1 when the end is not in the buffer.</summary>
    private int FirstLineLength(ReadOnlySpan<byte> span)
    {
        var end = span.IndexOfAny(Lf, Cr);
        end = end < 0 ? span.Length : end;
        return IsEndKnown(span, end) ? end + LineEndLength(span[end..]) : -1;
    }

    private void Take(CsvFault fault, int length)
    {
        var record = _buffer.AsSpan(_start, length);
        _nextLine += record.Count(Lf) + record.Count(Cr) - record.Count("\r\n"u8);
        Fault = fault == CsvFault.None && (!Utf8.IsValid(record) || record.Contains((byte)0)) ? CsvFault.NotText : fault;
        if (Fault != CsvFault.None)
        {
            _fields.Clear();
        }

        _recordLength = length;
        _start += length;
    }

    // The buffer is full. What belongs to the first line is dropped, the rest is read again.
    private void TakeTooLong(CsvFault fault)
    {
        Fault = fault;
        _fields.Clear();
        var lineLength = FirstLineLength(_buffer.AsSpan(_start, _end - _start));
        if (lineLength >= 0)
        {
            Take(fault, lineLength);
            return;
        }

        _dropped = _buffer[_start..(_start + DroppedHeadBytes)];
        int end;
        while ((end = _buffer.AsSpan(_start, _end - _start).IndexOfAny(Lf, Cr)) < 0)
        {
            if (_atEnd)
            {
                break;
            }

            _start = _end = 0;
            Fill();
        }

        _start = end < 0 ? _end : _start + end;
        SkipLineEnd();
        _recordLength = 0;
        _nextLine++;
    }

    private void SkipLineEnd()
    {
        if (_end - _start == 1 && !_atEnd)
        {
            Fill();
        }

        _start += LineEndLength(_buffer.AsSpan(_start, _end - _start));
    }

    /// <summary>Reads more behind what is left; false when the longest record is in the buffer already.</summary>
    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
            _recordLength = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_end >= MaxRecordBytes)
            {
                return false;
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var read = source.Read(_buffer, _end, _buffer.Length - _end);
        _atEnd = read == 0;
        _end += read;
        return true;
    }

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> content)
    {
        if (_unescaped.Length < content.Length)
        {
            _unescaped = new byte[content.Length];
        }

        var length = 0;
        for (var i = 0; i < content.Length; i++)
        {
            _unescaped[length++] = content[i];
            i += content[i] == Quote ? 1 : 0;
        }

        return _unescaped.AsSpan(0, length);
    }

    private readonly record struct Field(int Start, int Length, bool IsQuoted, bool IsEscaped);
}
