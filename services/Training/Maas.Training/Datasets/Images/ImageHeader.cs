using Maas.Imaging;
using SkiaSharp;

namespace Maas.Training.Datasets.Images;

/// <summary>Looks at the head of an image file, so that what cannot be decoded is turned away before it is trained on.</summary>
/// <remarks>
/// The decoder is that of Inference: what passes here is what it takes. Pixels are not decoded, so a file that is cut off
/// behind its head is found only when it is trained on.
/// </remarks>
internal static class ImageHeader
{
    /// <summary>Largest file.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>Most pixels: a photograph of 8,000 x 5,000.</summary>
    public const long MaxPixels = 40_000_000;

    /// <summary>What is wrong with the bytes, as a sentence; null when they are a PNG or JPEG image.</summary>
    public static string? FindProblem(ReadOnlySpan<byte> file)
    {
        if (ImageFormat.Of(file) is not { } format)
        {
            return $"expected a PNG or JPEG image, got {file.Length} bytes that begin as neither.";
        }

        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null)
        {
            return $"the header of the {format} image cannot be read.";
        }

        var (width, height) = (codec.Info.Width, codec.Info.Height);
        return (long)width * height > MaxPixels
            ? $"the {format} image has {width} x {height} pixels; at most {MaxPixels} are taken."
            : null;
    }

    /// <summary>A sentence on a file that is larger than <see cref="MaxBytes"/>.</summary>
    public static string TooManyBytes(long count) => $"the image has {count} bytes; at most {MaxBytes} are taken.";
}
