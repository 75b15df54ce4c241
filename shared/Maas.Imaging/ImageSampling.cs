namespace Maas.Imaging;

/// <summary>Makes the numbers that a model takes out of pixels.</summary>
/// <remarks>
/// Bilinear between the centres of pixels, which lie at halves, edges repeated, nothing smoothed before. Source: ONNX operator
/// <c>Resize</c>, mode <c>linear</c>, <c>coordinate_transformation_mode</c> <c>half_pixel</c>, <c>antialias</c> 0.
/// </remarks>
public static class ImageSampling
{
    // In place of the number of a channel.
    private const int Grey = -1;

    /// <summary>Stretches an image to a grid.</summary>
    /// <param name="image">Of any size.</param>
    /// <param name="grid">Size, channels and order.</param>
    /// <param name="destination">Gets the numbers, 0 to 255, not rounded; as many as the grid has.</param>
    public static void Sample(DecodedImage image, ImageGrid grid, Span<double> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, grid.Length);
        var rgba = image.Rgba;
        var columns = PositionsOf(grid.Width, image.Width);
        var rows = PositionsOf(grid.Height, image.Height);
        for (var channel = 0; channel < grid.ChannelCount; channel++)
        {
            var source = grid.ChannelCount == 1 ? Grey : channel;
            for (var y = 0; y < rows.Length; y++)
            {
                var (above, below) = (rows[y].First * image.Width, rows[y].Second * image.Width);
                for (var x = 0; x < columns.Length; x++)
                {
                    var (left, right, across) = columns[x];
                    var top = Between(At(rgba, above + left, source), At(rgba, above + right, source), across);
                    var bottom = Between(At(rgba, below + left, source), At(rgba, below + right, source), across);
                    var index = grid.IsChannelsFirst
                        ? (((channel * rows.Length) + y) * columns.Length) + x
                        : (((y * columns.Length) + x) * grid.ChannelCount) + channel;
                    destination[index] = Between(top, bottom, rows[y].Weight);
                }
            }
        }
    }

    /// <summary>As above, rounded, halves away from zero.</summary>
    public static void Sample(DecodedImage image, ImageGrid grid, Span<byte> destination)
    {
        var values = new double[grid.Length];
        Sample(image, grid, values);
        for (var i = 0; i < values.Length; i++)
        {
            destination[i] = (byte)Math.Round(values[i], MidpointRounding.AwayFromZero);
        }
    }

    // The weights of ITU-R BT.601 in 1/65536, rounded. Source: Pillow, Convert.c, L24.
    private static int At(ReadOnlySpan<byte> rgba, int pixel, int channel)
    {
        var at = pixel * 4;
        return channel == Grey
            ? ((rgba[at] * 19_595) + (rgba[at + 1] * 38_470) + (rgba[at + 2] * 7_471) + 0x8000) >> 16
            : rgba[at + channel];
    }

    private static double Between(double first, double second, double weight) => first + ((second - first) * weight);

    /// <summary>Between which two source pixels each target pixel lies, and how far from the first, in [0, 1).</summary>
    private static (int First, int Second, double Weight)[] PositionsOf(int targetSize, int sourceSize)
    {
        var positions = new (int, int, double)[targetSize];
        for (var i = 0; i < targetSize; i++)
        {
            var position = Math.Clamp(((i + 0.5) * sourceSize / targetSize) - 0.5, 0, sourceSize - 1);
            var first = (int)position;
            positions[i] = (first, Math.Min(first + 1, sourceSize - 1), position - first);
        }

        return positions;
    }
}
