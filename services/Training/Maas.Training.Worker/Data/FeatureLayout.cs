namespace Maas.Training.Worker.Data;

/// <summary>What the numbers of a prepared row stand for.</summary>
/// <param name="Width">How many there are.</param>
internal abstract record FeatureLayout(int Width);

/// <summary>Numbers without an order of their own.</summary>
/// <param name="Width">How many there are.</param>
internal sealed record NumberLayout(int Width) : FeatureLayout(Width);

/// <summary>Pixels, channel by channel, row by row.</summary>
/// <param name="Channels">1 or 3.</param>
/// <param name="Height">Rows.</param>
/// <param name="Columns">Pixels of a row.</param>
internal sealed record ImageLayout(int Channels, int Height, int Columns) : FeatureLayout(Channels * Height * Columns);

/// <summary>Ids of the words of a text, in their order, zeros at the end.</summary>
/// <param name="Length">Ids of a row.</param>
/// <param name="TokenCount">Ids are 0 to this, left out.</param>
internal sealed record TokenLayout(int Length, int TokenCount) : FeatureLayout(Length);
