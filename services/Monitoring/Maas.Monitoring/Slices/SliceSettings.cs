namespace Maas.Monitoring.Slices;

/// <summary>By what rows are told apart. Immutable; kept as JSON.</summary>
internal sealed record SliceSettings
{
    public static SliceSettings None { get; } = new();

    /// <summary>Inputs whose values have windows of their own.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Values of one feature that do; later ones share <see cref="RowSlices.Other"/>.</summary>
    public int MaxValueCount { get; init; } = 50;
}
