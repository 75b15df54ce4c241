namespace Maas.Statistics;

/// <summary>How many durations fell into one bucket of a <see cref="LatencySketch"/>.</summary>
/// <param name="Index">i of the bucket (g^(i-1), g^i] seconds; negative below one second.</param>
/// <param name="Count">Durations, 0 or more.</param>
public readonly record struct LatencyBucket(int Index, long Count);
