namespace Maas.Statistics.Samples;

/// <summary>A statistic of two samples that grows with the difference between them, such as <see cref="Wasserstein.Distance"/>.</summary>
public delegate double SampleStatistic(SortedSample reference, SortedSample current);
