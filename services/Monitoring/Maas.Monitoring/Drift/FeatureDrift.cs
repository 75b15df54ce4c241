using Maas.Statistics.Recipes;

namespace Maas.Monitoring.Drift;

/// <summary>How far one feature is from its baseline.</summary>
internal sealed record FeatureDrift
{
    public required string Feature { get; init; }

    /// <summary>Name of the test; <see cref="DriftTests.None"/> when there is nothing to compare.</summary>
    public required string Test { get; init; }

    /// <summary>0 or more; 0 when there is nothing to compare.</summary>
    public required double Statistic { get; init; }

    /// <summary>In [0, 1]; null when there is nothing to compare.</summary>
    public required double? PValue { get; init; }

    /// <summary>The same of the number of missing values; null when none misses anywhere, or all do.</summary>
    public required double? MissingPValue { get; init; }

    /// <summary>Whether it is told apart at the level that all features share.</summary>
    public bool IsDrifted { get; init; }

    /// <summary>How far apart the distributions are, by recipe.</summary>
    public required IReadOnlyList<Figure> Distances { get; init; }

    /// <summary>Values it was computed from.</summary>
    public required long SampleCount { get; init; }

    /// <summary>Samples without a value.</summary>
    public required long MissingCount { get; init; }

    /// <summary>In [0, 1].</summary>
    public required double BaselineMissingRatio { get; init; }

    /// <summary>Null for categories and without values.</summary>
    public required double? Mean { get; init; }

    /// <summary>Null for categories.</summary>
    public required double? BaselineMean { get; init; }
}
