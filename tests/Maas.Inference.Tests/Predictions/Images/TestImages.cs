using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Maas.Inference.Tests.Predictions.Images;

/// <summary>Images with known pixels.</summary>
internal static class TestImages
{
    /// <summary>
    /// 32 x 16 pixels, the left half (200, 100, 50), the right half (20, 41, 220) once decoded. Made by ImageMagick 6.9.11:
    /// <c>convert -size 16x16 xc:'rgb(200,100,50)' xc:'rgb(20,40,220)' +append -quality 100 -sampling-factor 4:4:4 -strip half.jpg</c>.
    /// </summary>
    public const string Jpeg =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ"
        + "EBAQEBAQH/2wBDAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/wAARCAAQ"
        + "ACADAREAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAoG/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/EABcBAQEBAQAAAAAAAAAAAAAAAAAKCw"
        + "n/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwDPuV7tgAnXaHCYcBRQzx1PACddocJhwH//2Q==";

    /// <summary>The same pixels, progressive: <c>convert half.jpg -interlace JPEG -strip progressive.jpg</c>.</summary>
    public const string ProgressiveJpeg =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQ"
        + "EBAQEBAQH/2wBDAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQH/wgARCAAQ"
        + "ACADAREAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAkF/8QAFwEBAQEBAAAAAAAAAAAAAAAAAAkKCP/aAAwDAQACEAMQAAABz+V+2BOvQ5"
        + "MMUUzx08E69Dkwx//EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEAAQUCD//EABQRAQAAAAAAAAAAAAAAAAAAADD/2gAIAQMBAT8BD//EABQR"
        + "AQAAAAAAAAAAAAAAAAAAADD/2gAIAQIBAT8BD//EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEABj8CD//EABQQAQAAAAAAAAAAAAAAAAAAAD"
        + "D/2gAIAQEAAT8hD//aAAwDAQACAAMAAAAQAAAA/8QAFBEBAAAAAAAAAAAAAAAAAAAAMP/aAAgBAwEBPxAP/8QAFBEBAAAAAAAAAAAAAAAAAAAA"
        + "MP/aAAgBAgEBPxAP/8QAFBABAAAAAAAAAAAAAAAAAAAAMP/aAAgBAQABPxAP/9k=";

    /// <summary>A PNG image, written by the specification.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="samples">Row by row: red, green, blue, and opacity when there are four per pixel; or grey.</param>
    public static byte[] Png(int width, int height, params byte[] samples)
    {
        var channels = samples.Length / (width * height);
        var lines = new MemoryStream();
        for (var y = 0; y < height; y++)
        {
            lines.WriteByte(0);
            lines.Write(samples, y * width * channels, width * channels);
        }

        return Png(width, height, bitDepth: 8, colorType: (byte)(channels switch { 1 => 0, 3 => 2, _ => 6 }), lines.ToArray());
    }

    /// <summary>A PNG image of whatever its header says.</summary>
    /// <param name="width">As the header says.</param>
    /// <param name="height">As the header says.</param>
    /// <param name="bitDepth">As the header says.</param>
    /// <param name="colorType">As the header says.</param>
    /// <param name="lines">Each behind the number of its filter.</param>
    public static byte[] Png(int width, int height, byte bitDepth, byte colorType, byte[] lines)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bitDepth, colorType);
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(lines);
        }

        return
        [
            0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", []),
        ];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var (length, check) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc(body));
        return [.. length, .. body, .. check];
    }

    // PNG specification, annex D.
    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var each in bytes)
        {
            crc ^= each;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
