using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Preprocessing.Images;

/// <summary>Fits what images are normalised by.</summary>
internal static class ImageFitter
{
    /// <param name="feature">What is done to them.</param>
    /// <param name="column">The training images.</param>
    /// <exception cref="MaasException"><c>SPEC_INVALID</c>.</exception>
    public static ImagePreparation Fit(FeaturePlan feature, RawColumn column)
    {
        var channels = column.Grid.ChannelCount;
        var (means, deviations) = feature.Image.Normalization switch
        {
            ImageNormalization.None => (new float[channels], Enumerable.Repeat(1f, channels).ToArray()),
            ImageNormalization.Unit => (new float[channels], Enumerable.Repeat(255f, channels).ToArray()),
            ImageNormalization.ZScore => Moments(column.Pixels!, channels),
            _ => throw PlanErrors.SpecInvalid($"the normalisation '{feature.Image.Normalization}' is unknown."),
        };
        return new ImagePreparation(feature.Column, column.Grid, feature.Image, means, deviations);
    }

    // Of whole numbers below 256, so the sums are exact.
    private static (float[] Means, float[] Deviations) Moments(byte[] pixels, int channels)
    {
        var (sums, squares) = (new long[channels], new long[channels]);
        for (var i = 0; i < pixels.Length; i++)
        {
            sums[i % channels] += pixels[i];
            squares[i % channels] += pixels[i] * pixels[i];
        }

        var count = (double)pixels.Length / channels;
        var means = Array.ConvertAll(sums, sum => sum / count);
        return (
            Array.ConvertAll(means, mean => (float)mean),
            [.. squares.Zip(means, (square, mean) => (float)Math.Sqrt((square / count) - (mean * mean))).Select(deviation => deviation > 0 ? deviation : 1)]);
    }
}
