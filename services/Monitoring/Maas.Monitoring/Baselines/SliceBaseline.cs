namespace Maas.Monitoring.Baselines;

/// <summary>How the training rows looked that share a value of one input. Immutable; kept as JSON.</summary>
/// <param name="Feature">The input.</param>
/// <param name="Value">Its value; empty for rows without one.</param>
/// <param name="Counts">One per feature of the profile, in its order.</param>
internal sealed record SliceBaseline(string Feature, string Value, IReadOnlyList<SliceCounts> Counts);

/// <summary>Values of one feature in one slice. Immutable; kept as JSON.</summary>
/// <param name="Bins">As <see cref="FeatureBaseline.BinCounts"/>.</param>
/// <param name="MissingCount">Rows without a value.</param>
/// <param name="Mean">Of the values of a numeric feature.</param>
internal sealed record SliceCounts(long[] Bins, long MissingCount, double Mean)
{
    /// <summary>The baseline of a feature with these counts in place of those of all rows.</summary>
    public FeatureBaseline In(FeatureBaseline feature) => feature with
    {
        MissingCount = MissingCount,
        Numeric = feature.Numeric is { } numeric ? numeric with { Counts = Bins, Mean = Mean } : null,
        Categorical = feature.Categorical is { } categorical ? categorical with { Counts = Bins[..^1], OtherCount = Bins[^1] } : null,
    };
}
