namespace Maas.Statistics.Sketches;

/// <summary>A text that came often.</summary>
/// <param name="Value">The text, cut at <see cref="FrequentItems.LongestText"/>.</param>
/// <param name="LeastCount">It came so often at least.</param>
/// <param name="MostCount">And so often at most.</param>
public readonly record struct FrequentItem(string Value, long LeastCount, long MostCount);
