using System.Buffers;
using System.Buffers.Binary;

namespace Maas.Statistics.Serialization;

/// <summary>Writes the state of a sketch or detector: a byte for its kind, one for the version, then little-endian fields. Not thread-safe.</summary>
internal sealed class StateWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public StateWriter(byte kind, byte version)
    {
        Byte(kind);
        Byte(version);
    }

    public StateWriter Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
        return this;
    }

    public StateWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
        return this;
    }

    public StateWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
        return this;
    }

    public StateWriter Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
        return this;
    }

    public StateWriter Doubles(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            Double(value);
        }

        return this;
    }

    public StateWriter Bytes(ReadOnlySpan<byte> values)
    {
        _buffer.Write(values);
        return this;
    }

    /// <summary>Length in UTF-16 code units, then those, so that half of a surrogate pair comes back as it was.</summary>
    public StateWriter Text(string value)
    {
        Int32(value.Length);
        foreach (var unit in value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_buffer.GetSpan(2), unit);
            _buffer.Advance(2);
        }

        return this;
    }

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();
}
