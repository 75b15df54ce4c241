namespace Maas.Training.Plans;

/// <summary>How an image becomes numbers. Sizes are in pixels; all steps but the first are part of the graph, in this order.</summary>
public sealed record ImagePlan
{
    /// <summary>What images are stretched to when they are decoded, by training and by the server alike; 0 takes that of the first image, at most 96.</summary>
    public int Height { get; init; }

    /// <summary>As <see cref="Height"/>.</summary>
    public int Width { get; init; }

    /// <summary>1 (grey) or 3 (red, green, blue); 0 takes that of the first image.</summary>
    public int ChannelCount { get; init; }

    /// <summary>What they are resized to, bilinear; 0 leaves them.</summary>
    public int ResizeHeight { get; init; }

    /// <summary>As <see cref="ResizeHeight"/>.</summary>
    public int ResizeWidth { get; init; }

    /// <summary>The middle that is kept of them; 0 keeps all.</summary>
    public int CropHeight { get; init; }

    /// <summary>As <see cref="CropHeight"/>.</summary>
    public int CropWidth { get; init; }

    /// <summary>What they are turned by around their middle, anticlockwise, black outside.</summary>
    public double RotationDegrees { get; init; }

    /// <summary>One of <see cref="ImageNormalization"/>.</summary>
    public string Normalization { get; init; } = ImageNormalization.ZScore;

    /// <summary>While it is trained: whether every other image is mirrored, left and right.</summary>
    public bool FlipsAtRandom { get; init; }

    /// <summary>While it is trained: share of the size that images are shifted by at most, either way, in [0, 1).</summary>
    public double MaxShiftRatio { get; init; }

    /// <summary>While it is trained: what images are turned by at most, either way.</summary>
    public double MaxTurnDegrees { get; init; }

    /// <summary>Whether images are changed at random while it is trained.</summary>
    public bool IsAugmented => FlipsAtRandom || MaxShiftRatio > 0 || MaxTurnDegrees > 0;
}

/// <summary>What pixels of 0 to 255 become.</summary>
public static class ImageNormalization
{
    /// <summary>(v - mean) / standard deviation, of each channel over the training images.</summary>
    public const string ZScore = "z-score";

    /// <summary>v / 255.</summary>
    public const string Unit = "unit";

    /// <summary>As they are.</summary>
    public const string None = "none";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [ZScore, Unit, None];
}
