using System.Text.Json.Serialization;

namespace Maas.Inference.Models;

/// <summary>Order of the dimensions. The numbers are those of the registry's contract and stand in files: never change one.</summary>
internal enum ImageLayout
{
    /// <summary>[rows, channels, height, width].</summary>
    Nchw = 1,

    /// <summary>[rows, height, width, channels].</summary>
    Nhwc = 2,
}

/// <summary>
/// How an image becomes a row of a tensor: each value v, 0 to 255, of channel c becomes
/// <c>(v * Scale - Means[c]) / StandardDeviations[c]</c>. Immutable.
/// </summary>
internal sealed record ImageMeaning
{
    // What the registry takes at most; a row is allocated by these.
    private const int MaxSide = 4096;

    /// <summary>Order of the dimensions.</summary>
    public required ImageLayout Layout { get; init; }

    /// <summary>1 (grey) or 3 (red, green, blue).</summary>
    public required int ChannelCount { get; init; }

    /// <summary>In pixels, 1 to 4096.</summary>
    public required int Height { get; init; }

    /// <summary>In pixels, 1 to 4096.</summary>
    public required int Width { get; init; }

    /// <summary>Finite.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>One per channel, or none for 0.</summary>
    public IReadOnlyList<double> Means { get; init; } = [];

    /// <summary>One per channel, not 0, or none for 1.</summary>
    public IReadOnlyList<double> StandardDeviations { get; init; } = [];

    /// <summary>Sizes of a row, outermost first.</summary>
    [JsonIgnore]
    public IReadOnlyList<long> RowShape => Layout == ImageLayout.Nhwc ? [Height, Width, ChannelCount] : [ChannelCount, Height, Width];

    /// <summary>Whether a server of this version can make a row: what a newer registry allows may be more.</summary>
    [JsonIgnore]
    public bool IsUsable =>
        Layout is ImageLayout.Nchw or ImageLayout.Nhwc && ChannelCount is 1 or 3
        && Height is >= 1 and <= MaxSide && Width is >= 1 and <= MaxSide
        && (Means.Count == 0 || Means.Count == ChannelCount)
        && (StandardDeviations.Count == 0 || StandardDeviations.Count == ChannelCount);
}
