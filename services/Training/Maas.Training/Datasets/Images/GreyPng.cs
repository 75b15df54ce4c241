using System.Buffers.Binary;
using System.IO.Hashing;

namespace Maas.Training.Datasets.Images;

/// <summary>
/// Writes grey pixels as a PNG file without compressing them: training then has one way to read images, and neither writing nor
/// reading 70,000 of them waits for a compressor. The table's own compression makes them small on disk.
/// </summary>
/// <remarks>Sources: PNG specification, third edition, sections 5 and 11.2; RFC 1950; RFC 1951, section 3.2.4.</remarks>
internal static class GreyPng
{
    private const int MaxStored = 65_535;

    /// <summary>Writes one image.</summary>
    /// <param name="pixels">Shape [height, width], row-major, 0 is black.</param>
    /// <param name="width">1 or more.</param>
    public static byte[] Write(ReadOnlySpan<byte> pixels, int width)
    {
        var height = pixels.Length / width;
        var rows = new byte[height * (width + 1)];
        for (var y = 0; y < height; y++)
        {
            // The byte before each row says that it is not filtered.
            pixels.Slice(y * width, width).CopyTo(rows.AsSpan((y * (width + 1)) + 1));
        }

        using var file = new MemoryStream(rows.Length + 128);
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Stored(rows));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static byte[] Stored(byte[] content)
    {
        using var stream = new MemoryStream(content.Length + 64);
        stream.Write([0x78, 0x01]);
        for (var start = 0; start < content.Length; start += MaxStored)
        {
            var length = Math.Min(MaxStored, content.Length - start);
            var block = new byte[5];
            block[0] = (byte)(start + length == content.Length ? 1 : 0);
            BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(1), (ushort)length);
            BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(3), (ushort)~length);
            stream.Write(block);
            stream.Write(content, start, length);
        }

        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Adler32(content));
        stream.Write(checksum);
        return stream.ToArray();
    }

    // 5,552 bytes are the most whose sums stay within 32 bits. Source: RFC 1950, section 9.
    private static uint Adler32(ReadOnlySpan<byte> content)
    {
        const uint modulus = 65_521;
        var (a, b) = (1u, 0u);
        while (!content.IsEmpty)
        {
            foreach (var value in content[..Math.Min(5552, content.Length)])
            {
                a += value;
                b += a;
            }

            (a, b) = (a % modulus, b % modulus);
            content = content[Math.Min(5552, content.Length)..];
        }

        return (b << 16) | a;
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(type);
        file.Write(content);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        file.Write(number);
    }
}
