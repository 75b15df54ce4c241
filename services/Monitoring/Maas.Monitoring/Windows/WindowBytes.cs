using System.IO.Compression;
using System.Text;
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
        var json = Encoding.UTF8.GetBytes(DatabaseJson.Write(value));
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
            return DatabaseJson.Read<T>(Encoding.UTF8.GetString(bytes));
        }

        try
        {
            using var brotli = new BrotliStream(new MemoryStream(bytes, 1, bytes.Length - 1), CompressionMode.Decompress);
            using var reader = new StreamReader(brotli, Encoding.UTF8);
            return DatabaseJson.Read<T>(reader.ReadToEnd());
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidDataException("A stored window cannot be unpacked.", exception);
        }
    }
}
