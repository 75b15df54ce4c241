namespace Maas.Inference.Api.Wire;

/// <summary>Reads the fields of one message of protobuf without copying. Not thread-safe.</summary>
/// <remarks>Source: Protocol Buffers, "Encoding".</remarks>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    public const int Varint = 0;
    public const int LengthDelimited = 2;
    private const int Fixed64 = 1;
    private const int StartGroup = 3;
    private const int EndGroup = 4;
    private const int Fixed32 = 5;
    private const int MaxDepth = 100;

    private readonly ReadOnlySpan<byte> _message = message;

    /// <summary>Bytes that were read.</summary>
    public int Position { get; private set; }

    /// <summary>Reads the number of the next field and how it is written.</summary>
    /// <returns>False at the end.</returns>
    public bool TryReadTag(out int field, out int wireType)
    {
        if (Position == _message.Length)
        {
            (field, wireType) = (0, 0);
            return false;
        }

        // Of 32 bits, as generated readers take it.
        var tag = (uint)ReadVarint();
        (field, wireType) = ((int)(tag >> 3), (int)(tag & 7));
        return true;
    }

    /// <summary>Reads an integer.</summary>
    /// <exception cref="InvalidDataException">It has no end.</exception>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (Position == _message.Length)
            {
                break;
            }

            var next = _message[Position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("The message ends inside a number.");
    }

    /// <summary>Passes a field that is not <see cref="LengthDelimited"/>.</summary>
    /// <exception cref="InvalidDataException">The message ends before, or groups are nested too deep.</exception>
    public void Skip(int field, int wireType) => Skip(field, wireType, MaxDepth);

    /// <summary>Reads the length of a field and passes it.</summary>
    /// <returns>Where the content lies in the message.</returns>
    /// <exception cref="InvalidDataException">The message ends before.</exception>
    public WireRange ReadRange()
    {
        var length = ReadVarint();
        if (length > (ulong)(_message.Length - Position))
        {
            throw new InvalidDataException("The message ends inside a field.");
        }

        var range = new WireRange(Position, (int)length);
        Position += (int)length;
        return range;
    }

    private void Skip(int field, int wireType, int depth)
    {
        switch (wireType)
        {
            case Varint:
                ReadVarint();
                break;
            case Fixed64:
                Pass(sizeof(ulong));
                break;
            case LengthDelimited:
                ReadRange();
                break;
            case StartGroup when depth > 0:
                SkipGroup(field, depth);
                break;
            case Fixed32:
                Pass(sizeof(uint));
                break;
            default:
                throw new InvalidDataException("The message has a field of an unknown wire type, or groups in groups in groups.");
        }
    }

    private void SkipGroup(int field, int depth)
    {
        while (TryReadTag(out var inner, out var wireType))
        {
            if ((inner, wireType) == (field, EndGroup))
            {
                return;
            }

            Skip(inner, wireType, depth - 1);
        }

        throw new InvalidDataException("The message ends inside a group.");
    }

    private void Pass(int length) =>
        Position = length <= _message.Length - Position ? Position + length : throw new InvalidDataException("The message ends inside a field.");
}

/// <summary>Where something lies in a message.</summary>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct WireRange(int Start, int Length)
{
    /// <summary>The same bytes of something that itself begins later.</summary>
    public WireRange From(int start) => new(start + Start, Length);
}
