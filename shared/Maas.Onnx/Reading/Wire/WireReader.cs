using System.Buffers.Binary;

namespace Maas.Onnx.Reading.Wire;

/// <summary>
/// Reads protobuf's wire format field by field from a stream of any length, seekable or not, through one buffer of
/// 64 KiB. What is skipped is read and forgotten, so a stream that checks a digest on the way sees every byte.
/// Not thread-safe.
/// </summary>
internal sealed class WireReader
{
    private const int BufferSize = 64 * 1024;
    private const int MaxVarintBytes = 10;

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[BufferSize];
    private long _bufferStart;
    private int _at;
    private int _count;

    public WireReader(Stream stream)
    {
        _stream = stream;
        End = stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) : long.MaxValue;
    }

    /// <summary>Bytes read so far.</summary>
    public long Position => _bufferStart + _at;

    /// <summary>Where the stream ends; <see cref="long.MaxValue"/> when only reading will tell.</summary>
    public long End { get; }

    /// <summary>The message that is being read, for errors.</summary>
    public string Message { get; set; } = "ModelProto";

    /// <summary>Reads the next field of a message.</summary>
    /// <param name="end">Where the message ends.</param>
    /// <param name="field">Its bytes, if it has any, must be read or skipped before the next.</param>
    /// <returns>False at the end of the message.</returns>
    /// <exception cref="OnnxFormatException">Not protobuf, or cut short.</exception>
    public bool TryReadField(long end, out WireField field)
    {
        field = default;
        if (Position >= end || (end == long.MaxValue && _at == _count && !Fill()))
        {
            return false;
        }

        var tag = ReadVarint();
        if (tag > uint.MaxValue || tag >> 3 == 0)
        {
            throw Broken($"a field has the number {tag >> 3}");
        }

        var number = (int)(tag >> 3);
        var value = (tag & 7) switch
        {
            0 => ReadVarint(),
            1 => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong))),
            2 => ReadLength(number, end),
            5 => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint))),
            var type => throw Broken($"field {number} has the wire type {type}, which no ONNX file has"),
        };
        if (Position > end)
        {
            throw Broken($"field {number} goes on after its message has ended");
        }

        field = new WireField(number, (WireType)(tag & 7), value);
        return true;
    }

    /// <summary>Skips the bytes of a field; nothing for a number.</summary>
    public void Skip(WireField field)
    {
        if (field.Type == WireType.Bytes)
        {
            Skip(field.Length);
        }
    }

    /// <summary>The next bytes, valid until the next call.</summary>
    /// <param name="count">At most 64 KiB.</param>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (_count - _at < count)
        {
            Gather(count);
        }

        var taken = _buffer.AsSpan(_at, count);
        _at += count;
        return taken;
    }

    public ulong ReadVarint() => _at < _count && _buffer[_at] < 0x80 ? _buffer[_at++] : ReadLongVarint();

    /// <summary>Skips packed numbers and counts them.</summary>
    public long CountVarints(long length)
    {
        var (count, run) = (0L, 0);
        for (var left = length; left > 0;)
        {
            foreach (var next in Take((int)Math.Min(left, BufferSize)))
            {
                run++;
                if (run > MaxVarintBytes)
                {
                    throw Broken("a number is longer than 64 bits");
                }

                if (next < 0x80)
                {
                    count++;
                    run = 0;
                }
            }

            left -= Math.Min(left, BufferSize);
        }

        return run == 0 ? count : throw Broken("a list of numbers ends inside a number");
    }

    /// <summary>An error at this place.</summary>
    /// <param name="problem">A clause without its full stop.</param>
    public OnnxFormatException Broken(string problem) =>
        new([$"Not an ONNX file: {problem} (at byte {Position}, in {Message})."]);

    private ulong ReadLongVarint()
    {
        ulong value = 0;
        for (var i = 0; i < MaxVarintBytes; i++)
        {
            var next = Take(1)[0];
            if (i == MaxVarintBytes - 1 && next > 1)
            {
                break;
            }

            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Broken("a number is longer than 64 bits");
    }

    private ulong ReadLength(int number, long end)
    {
        var length = ReadVarint();
        var left = end - Position;
        return length <= (ulong)Math.Max(0, left)
            ? length
            : throw Broken($"field {number} claims {length} bytes where {Math.Max(0, left)} are left");
    }

    private void Skip(long count)
    {
        while (count > 0)
        {
            if (_at == _count && !Fill())
            {
                throw CutShort();
            }

            var step = (int)Math.Min(count, _count - _at);
            _at += step;
            count -= step;
        }
    }

    private void Gather(int count)
    {
        _buffer.AsSpan(_at, _count - _at).CopyTo(_buffer);
        _bufferStart += _at;
        _count -= _at;
        _at = 0;
        while (_count < count)
        {
            var read = _stream.Read(_buffer, _count, BufferSize - _count);
            if (read == 0)
            {
                throw CutShort();
            }

            _count += read;
        }
    }

    private bool Fill()
    {
        _bufferStart += _count;
        _at = 0;
        _count = _stream.Read(_buffer, 0, BufferSize);
        return _count > 0;
    }

    private OnnxFormatException CutShort()
    {
        _at = _count;
        return Broken("it ends in the middle");
    }
}
