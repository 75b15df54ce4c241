using System.Text.Json.Serialization;

namespace Maas.Registry.Versions;

/// <summary>Order of the dimensions of a tensor of images. Kept by name: rename none.</summary>
internal enum ImageLayout
{
    /// <summary>Not told.</summary>
    Unspecified = 0,

    /// <summary>[rows, channels, height, width].</summary>
    Nchw = 1,

    /// <summary>[rows, height, width, channels].</summary>
    Nhwc = 2,
}

/// <summary>How an image becomes a row of a tensor; see the contract for the arithmetic.</summary>
internal sealed record ImageSpec
{
    /// <summary>Order of the dimensions.</summary>
    public required ImageLayout Layout { get; init; }

    /// <summary>1 or 3.</summary>
    public required int ChannelCount { get; init; }

    /// <summary>In pixels.</summary>
    public required int Height { get; init; }

    /// <summary>In pixels.</summary>
    public required int Width { get; init; }

    /// <summary>0 means 1.</summary>
    public double Scale { get; init; }

    /// <summary>One per channel, or none.</summary>
    public IReadOnlyList<double> Means { get; init; } = [];

    /// <summary>One per channel, or none.</summary>
    public IReadOnlyList<double> StandardDeviations { get; init; } = [];

    /// <summary>Sizes of a row, outermost first.</summary>
    [JsonIgnore]
    public IReadOnlyList<long> RowShape => Layout == ImageLayout.Nhwc ? [Height, Width, ChannelCount] : [ChannelCount, Height, Width];

    /// <summary>Whether both say the same.</summary>
    public bool IsSameAs(ImageSpec other) =>
        this with { Means = [], StandardDeviations = [] } == other with { Means = [], StandardDeviations = [] }
        && Means.SequenceEqual(other.Means) && StandardDeviations.SequenceEqual(other.StandardDeviations);
}
