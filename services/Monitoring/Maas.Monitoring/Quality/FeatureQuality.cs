namespace Maas.Monitoring.Quality;

/// <summary>What is wrong with one feature.</summary>
internal sealed record FeatureQuality
{
    public required string Feature { get; init; }

    /// <summary>Rows with a value.</summary>
    public required long ValueCount { get; init; }

    /// <summary>Rows without one.</summary>
    public required long MissingCount { get; init; }

    /// <summary>Rows with a category that the baseline never had; 0 for numbers.</summary>
    public required long UnseenCount { get; init; }

    /// <summary>Rows with a number outside of the range of the baseline; 0 for categories.</summary>
    public required long OutOfRangeCount { get; init; }

    /// <summary>Whether two or more values are all the same, while the baseline has several.</summary>
    public required bool IsConstant { get; init; }

    /// <summary>Null for categories and without values.</summary>
    public required NumberSummary? Numbers { get; init; }
}

/// <summary>Where numbers lie.</summary>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Maximum">Largest value.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="StandardDeviation">Sample standard deviation; 0 with fewer than 2.</param>
/// <param name="P05">5th percentile, within the error of the sketch; null in slices, which have none.</param>
/// <param name="P50">Median, as the 5th percentile.</param>
/// <param name="P95">95th percentile, as the 5th.</param>
internal sealed record NumberSummary(
    double Minimum, double Maximum, double Mean, double StandardDeviation, double? P05, double? P50, double? P95);
