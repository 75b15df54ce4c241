namespace Maas.Monitoring.Quality;

/// <summary>What is wrong with the rows of a window, whether or not they have drifted.</summary>
/// <param name="DuplicateRatio">Share of rows that repeat another one in all inputs, in [0, 1].</param>
/// <param name="Features">In the order of the baseline.</param>
/// <param name="VolumeRatio">Requests over the mean of the windows before, at most 7; null when there is nothing to compare with.</param>
internal sealed record DataQuality(double DuplicateRatio, IReadOnlyList<FeatureQuality> Features, double? VolumeRatio);
