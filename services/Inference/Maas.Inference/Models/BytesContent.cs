using System.Buffers;
using System.Buffers.Binary;

namespace Maas.Inference.Models;

/// <summary>
/// The raw form of <see cref="TensorDataType.Bytes"/> tensors: each element behind its length, 4 bytes, unsigned,
/// little-endian. Source: Open Inference Protocol, "Tensor Data Types", BYTES.
/// </summary>
internal static class BytesContent
{
    private const int PrefixSize = 4;

    /// <summary>Counts the elements.</summary>
    /// <returns>False when a length reaches past the end.</returns>
    public static bool TryCount(ReadOnlySpan<byte> content, out long count)
    {
        count = 0;
        while (!content.IsEmpty)
        {
            if (!TryReadNext(ref content, out _))
            {
                return false;
            }

            count++;
        }

        return true;
    }

    /// <summary>Takes the first element off the front of <paramref name="content"/>.</summary>
    /// <returns>False, and nothing taken, when there is no whole element.</returns>
    public static bool TryReadNext(ref ReadOnlySpan<byte> content, out ReadOnlySpan<byte> element)
    {
        element = default;
        if (content.Length < PrefixSize)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(content);
        if (length > content.Length - PrefixSize)
        {
            return false;
        }

        element = content.Slice(PrefixSize, (int)length);
        content = content[(PrefixSize + (int)length)..];
        return true;
    }

    /// <summary>Bytes that <see cref="Write(ref Span{byte}, ReadOnlySpan{byte})"/> needs for an element.</summary>
    public static long LengthOf(ReadOnlySpan<byte> element) => PrefixSize + (long)element.Length;

    /// <summary>Writes one element with its length to the front of <paramref name="destination"/> and takes that off.</summary>
    public static void Write(ref Span<byte> destination, ReadOnlySpan<byte> element)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, (uint)element.Length);
        element.CopyTo(destination[PrefixSize..]);
        destination = destination[(PrefixSize + element.Length)..];
    }

    /// <summary>Appends one element with its length.</summary>
    public static void Write(IBufferWriter<byte> destination, ReadOnlySpan<byte> element)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination.GetSpan(PrefixSize), (uint)element.Length);
        destination.Advance(PrefixSize);
        destination.Write(element);
    }
}
