namespace Maas.Statistics.Recipes;

/// <summary>Compares counts over the same bins or categories, and names the way it did.</summary>
public delegate Figure HistogramComparison(ReadOnlySpan<long> reference, ReadOnlySpan<long> current);
