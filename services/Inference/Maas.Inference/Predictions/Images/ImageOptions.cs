using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Predictions.Images;

/// <summary>What the images of callers may cost.</summary>
internal sealed class ImageOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Maas:Inference:Images";

    /// <summary>
    /// Most pixels of an image, 1 to 268,435,456; each takes up to 12 bytes while the image is read. Default: 33,554,432.
    /// </summary>
    [Range(1, 1 << 28)]
    public int MaxPixels { get; init; } = 1 << 25;

    /// <summary>Most bytes of the tensor that the images of one request become, 1 to 1 GiB. Default: 64 MiB.</summary>
    [Range(1, 1 << 30)]
    public int MaxTensorBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Most bytes of all images that are read at once, whichever requests they are of, 0 or more; further ones get <c>LIMIT_REACHED</c>, but
    /// one alone is always read. Default: 0, an eighth of the memory that there is.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long MaxDecodedBytes { get; init; }
}

/// <summary>Checks the settings when the service starts.</summary>
[OptionsValidator]
internal sealed partial class ImageOptionsValidator : IValidateOptions<ImageOptions>;
