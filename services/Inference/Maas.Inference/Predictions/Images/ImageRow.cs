using System.Buffers;
using Maas.Imaging;
using Maas.Inference.Models;

namespace Maas.Inference.Predictions.Images;

/// <summary>Makes the numbers that a model takes out of an image.</summary>
internal static class ImageRow
{
    /// <summary>Fills one row of a tensor.</summary>
    /// <param name="image">Of any size; it is stretched.</param>
    /// <param name="meaning">Size, channels, order and scale of the row.</param>
    /// <param name="type">UINT8 (values are rounded), FP16 or FP32.</param>
    /// <param name="destination">One row of <see cref="ImageMeaning.RowShape"/>, little-endian.</param>
    public static void Write(DecodedImage image, ImageMeaning meaning, TensorDataType type, Span<byte> destination)
    {
        var grid = new ImageGrid(meaning.ChannelCount, meaning.Height, meaning.Width, meaning.Layout == ImageLayout.Nchw);
        var rented = ArrayPool<double>.Shared.Rent(grid.Length);
        try
        {
            var values = rented.AsSpan(0, grid.Length);
            ImageSampling.Sample(image, grid, values);
            var size = type.ElementSize;
            for (var i = 0; i < values.Length; i++)
            {
                var channel = grid.IsChannelsFirst ? i / (grid.Height * grid.Width) : i % grid.ChannelCount;
                var mean = meaning.Means.Count == 0 ? 0 : meaning.Means[channel];
                var deviation = meaning.StandardDeviations.Count == 0 ? 1 : meaning.StandardDeviations[channel];
                var value = ((values[i] * meaning.Scale) - mean) / deviation;
                NumberWriting.TryWrite(
                    type, type == TensorDataType.UInt8 ? Math.Round(value, MidpointRounding.AwayFromZero) : value,
                    destination.Slice(i * size, size));
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }
}
