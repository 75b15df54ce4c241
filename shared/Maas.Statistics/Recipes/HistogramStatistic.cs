namespace Maas.Statistics.Recipes;

/// <summary>A statistic of counts over the same bins or categories.</summary>
public delegate double HistogramStatistic(ReadOnlySpan<long> reference, ReadOnlySpan<long> current);
