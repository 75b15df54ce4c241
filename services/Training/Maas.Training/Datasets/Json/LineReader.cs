namespace Maas.Training.Datasets.Json;

/// <summary>Reads lines one by one, LF or CRLF at their ends; allocates nothing per line. Not thread-safe.</summary>
/// <param name="source">Read to its end, not closed.</param>
internal sealed class LineReader(Stream source)
{
    /// <summary>Longest line.</summary>
    public const int MaxLineBytes = 1 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _lineLength;
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>Number of the line, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The line is longer than <see cref="MaxLineBytes"/>; <see cref="Line"/> is its beginning.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The line without its end, valid until the next one.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_start, _lineLength).TrimEnd((byte)'\r');

    /// <summary>Goes to the next line; false at the end.</summary>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public bool Read()
    {
        if (LineNumber > 0)
        {
            SkipLine();
        }

        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0 && Fill())
        {
        }

        _lineLength = length < 0 ? _end - _start : length;
        IsTooLong = length < 0 && !_atEnd;
        if (_lineLength == 0 && length < 0)
        {
            return false;
        }

        LineNumber++;
        return true;
    }

    private void SkipLine()
    {
        _start += _lineLength;
        while (IsTooLong)
        {
            _start = _end;
            Fill();
            var end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            IsTooLong = end < 0 && !_atEnd;
            _start = end < 0 ? _end : _start + end;
        }

        _start += _start < _end ? 1 : 0;
        _lineLength = 0;
    }

    /// <summary>Reads more behind what is left; false at the end, or when the longest line is in the buffer already.</summary>
    private bool Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_end >= MaxLineBytes)
            {
                return false;
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var read = source.Read(_buffer, _end, _buffer.Length - _end);
        _atEnd = read == 0;
        _end += read;
        return read > 0;
    }
}
