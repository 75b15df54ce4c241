using System.Globalization;
using Maas.Errors;

namespace Maas.Registry.Versions;

/// <summary>Whether what an input says of images makes sense and fits its tensor.</summary>
internal static class ImageRules
{
    private const int MaxSide = 4096;
    private const string Pixels = "UINT8";

    /// <exception cref="MaasException"><c>SIGNATURE_MISMATCH</c>.</exception>
    public static void Check(TensorSpec input)
    {
        if (input.Role != TensorRole.Image)
        {
            Require(input, input.Image is null, "no 'image' unless its role is Image", "one");
            return;
        }

        Require(input, input.DataType is Pixels or "FP16" or "FP32", "a tensor of UINT8, FP16 or FP32 for an image", input.DataType);
        Require(input, input.Image is not null, "'image', which says how one becomes a row of the tensor", "none");
        CheckValues(input, input.Image!);
        CheckShape(input, input.Image!);
    }

    private static void CheckValues(TensorSpec input, ImageSpec image)
    {
        Require(input, image.Layout is ImageLayout.Nchw or ImageLayout.Nhwc, "an image layout of NCHW or NHWC", image.Layout.ToString());
        Require(input, image.ChannelCount is 1 or 3, "1 or 3 image channels", Text(image.ChannelCount));
        Require(input, image.Height is >= 1 and <= MaxSide, $"an image height of 1 to {MaxSide} pixels", Text(image.Height));
        Require(input, image.Width is >= 1 and <= MaxSide, $"an image width of 1 to {MaxSide} pixels", Text(image.Width));
        Require(input, double.IsFinite(image.Scale) && image.Scale >= 0, "a finite image scale of 0 or more", Text(image.Scale));
        RequirePerChannel(input, image, image.Means, "means", double.IsFinite);
        RequirePerChannel(
            input, image, image.StandardDeviations, "standard deviations above 0", value => double.IsFinite(value) && value > 0);
        Require(
            input,
            input.DataType != Pixels || (image.Scale is 0 or 1 && image.Means.Count == 0 && image.StandardDeviations.Count == 0),
            "no image scale, means and standard deviations of a UINT8 tensor, which takes pixels as they are", "some");
    }

    private static void RequirePerChannel(
        TensorSpec input, ImageSpec image, IReadOnlyList<double> values, string what, Func<double, bool> fits) =>
        Require(
            input, values.Count == 0 || (values.Count == image.ChannelCount && values.All(fits)),
            $"no or {image.ChannelCount} finite image {what}, one per channel", $"[{string.Join(", ", values.Take(10).Select(Text))}]");

    // A graph may leave any size open, and the number of dimensions too.
    private static void CheckShape(TensorSpec input, ImageSpec image) => Require(
        input,
        input.Shape.Count == 0
            || (input.Shape.Count == 4 && input.Shape.Skip(1).Zip(image.RowShape).All(pair => pair.First < 0 || pair.First == pair.Second)),
        $"an image that fits the tensor's shape [{string.Join(", ", input.Shape)}]",
        $"rows of [{string.Join(", ", image.RowShape)}] in the layout {image.Layout}");

    private static void Require(TensorSpec input, bool isMet, string expected, string actual)
    {
        if (!isMet)
        {
            throw RegistryErrors.SignatureMismatch(input.Name, expected, actual);
        }
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
