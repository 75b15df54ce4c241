using System.Buffers;

namespace Maas.Inference.Api.Wire;

/// <summary>Finds where the first raw content of a <c>ModelInferRequest</c> begins, before the message is in one piece.</summary>
internal static class RawOffset
{
    /// <summary>Bytes before the first raw content; 0 when there is none, or when the message cannot be read.</summary>
    public static int Of(in ReadOnlySequence<byte> message)
    {
        var reader = new SequenceReader<byte>(message);
        while (TryReadVarint(ref reader, out var tag) && TryReadVarint(ref reader, out var length))
        {
            if ((tag & 7) != WireReader.LengthDelimited || length > (ulong)reader.Remaining)
            {
                return 0;
            }

            if (tag >> 3 == 7)
            {
                return (int)reader.Consumed;
            }

            reader.Advance((long)length);
        }

        return 0;
    }

    private static bool TryReadVarint(ref SequenceReader<byte> reader, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && reader.TryRead(out var next); shift += 7)
        {
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
