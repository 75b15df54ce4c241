using Maas.Errors;
using Maas.Imaging;
using Maas.Training.Plans;

namespace Maas.Training.Worker.Data;

/// <summary>Decodes the images of a column as the server decodes those of a caller.</summary>
internal static class ImageReading
{
    // A larger grid is asked for in so many words: a network over it takes long.
    private const int UsualLargestSide = 96;

    /// <param name="feature">What they are stretched to.</param>
    /// <param name="files">PNG or JPEG; null is missing.</param>
    /// <returns>The column; images that are missing or broken are black, see <paramref name="isReadable"/>.</returns>
    /// <param name="isReadable">One entry per image.</param>
    /// <exception cref="MaasException"><c>DATA_UNSUITABLE</c>: none can be read.</exception>
    public static RawColumn Read(FeaturePlan feature, byte[]?[] files, out bool[] isReadable)
    {
        isReadable = new bool[files.Length];
        ImageGrid? grid = null;
        var pixels = Array.Empty<byte>();
        for (var row = 0; row < files.Length; row++)
        {
            using var image = files[row] is { } file ? DecodedImage.Decode(file, WorkerPixels.Budget, out _) : null;
            if (image is null)
            {
                continue;
            }

            if (grid is null)
            {
                grid = GridOf(feature.Image, image);
                pixels = new byte[LongArray.Length<byte>(files.Length, grid.Value.Length, "pixels of the images")];
            }

            ImageSampling.Sample(image, grid.Value, pixels.AsSpan(row * grid.Value.Length, grid.Value.Length));
            isReadable[row] = true;
        }

        return grid is { } known
            ? new RawColumn(feature.Column, null, null) { Pixels = pixels, Grid = known }
            : throw PlanErrors.DataUnsuitable($"no image of the column '{feature.Column}' can be read.");
    }

    private static ImageGrid GridOf(ImagePlan plan, DecodedImage image)
    {
        var shrink = Math.Min(1, (double)UsualLargestSide / Math.Max(image.Width, image.Height));
        return new ImageGrid(
            plan.ChannelCount > 0 ? plan.ChannelCount : IsGrey(image) ? 1 : 3,
            plan.Height > 0 ? plan.Height : Math.Max(1, (int)Math.Round(image.Height * shrink)),
            plan.Width > 0 ? plan.Width : Math.Max(1, (int)Math.Round(image.Width * shrink)),
            IsChannelsFirst: false);
    }

    private static bool IsGrey(DecodedImage image)
    {
        var rgba = image.Rgba;
        for (var at = 0; at < rgba.Length; at += 4)
        {
            if (rgba[at] != rgba[at + 1] || rgba[at] != rgba[at + 2])
            {
                return false;
            }
        }

        return true;
    }

    // The worker's own limit of memory bounds the rest.
    private sealed class WorkerPixels : IPixelBudget
    {
        public static WorkerPixels Budget { get; } = new();

        public long MaxPixels => 40_000_000;

        public void Take(long bytes)
        {
        }

        public void GiveBack(long bytes)
        {
        }
    }
}
