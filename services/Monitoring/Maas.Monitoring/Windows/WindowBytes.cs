using System.IO.Compression;
using Maas.Storage.Database;

namespace Maas.Monitoring.Windows;

/// <summary>The bytes of a window: a 1 and then JSON by Brotli, or, of old, the JSON as it is.</summary>
internal static class WindowBytes
{
    private const byte Compressed = 1;

    // Fast: sketches and bins shrink to a fifth, and windows are written with every batch.
    private const int Quality = 1;
    private const int WindowBits = 18;

    public static byte[] Write<T>(T value)
    {
        var json = DatabaseJson.WriteUtf8(value);
        var bytes = new byte[1 + BrotliEncoder.GetMaxCompressedLength(json.Length)];
        bytes[0] = Compressed;
        return BrotliEncoder.TryCompress(json, bytes.AsSpan(1), out var length, Quality, WindowBits)
            ? bytes[..(length + 1)]
            : throw new InvalidOperationException($"{json.Length} bytes do not fit where they must.");
    }

    /// <exception cref="InvalidDataException">The bytes were damaged.</exception>
    public static T Read<T>(byte[] bytes)
    {
        if (bytes is not [Compressed, ..])
        {
            return DatabaseJson.Read<T>(bytes.AsSpan());
        }

        try
        {
            using var brotli = new BrotliStream(new MemoryStream(bytes, 1, bytes.Length - 1), CompressionMode.Decompress);
            using var json = new MemoryStream(bytes.Length * 4);
            brotli.CopyTo(json);
            return DatabaseJson.Read<T>(json.GetBuffer().AsSpan(0, (int)json.Length));
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidDataException("A stored window cannot be unpacked.", exception);
        }
    }
}
