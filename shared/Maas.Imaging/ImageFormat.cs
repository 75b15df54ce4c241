namespace Maas.Imaging;

/// <summary>The formats of image files that are taken: nobody trains with others, and each is one more way in.</summary>
public static class ImageFormat
{
    /// <summary><c>PNG</c>, <c>JPEG</c>, or null for anything else, by the first bytes.</summary>
    /// <remarks>Sources: PNG specification, section 5.2; ITU-T T.81, table B.1 (SOI, and the begin of the next marker).</remarks>
    public static string? Of(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? "PNG"
        : file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "JPEG"
        : null;
}
