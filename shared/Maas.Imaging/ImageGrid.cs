namespace Maas.Imaging;

/// <summary>What an image is brought to: a grid of numbers, 0 to 255, row-major.</summary>
/// <param name="ChannelCount">1 (grey: the luma of ITU-R BT.601, rounded) or 3 (red, green, blue).</param>
/// <param name="Height">In pixels, 1 or more.</param>
/// <param name="Width">In pixels, 1 or more.</param>
/// <param name="IsChannelsFirst">Whether its shape is [channels, height, width]; else [height, width, channels].</param>
public readonly record struct ImageGrid(int ChannelCount, int Height, int Width, bool IsChannelsFirst)
{
    /// <summary>Numbers of an image.</summary>
    public int Length => ChannelCount * Height * Width;
}
