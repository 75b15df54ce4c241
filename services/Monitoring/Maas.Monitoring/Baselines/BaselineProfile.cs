namespace Maas.Monitoring.Baselines;

/// <summary>How the training data looked: what samples are compared with. Immutable; kept as JSON.</summary>
/// <param name="Features">One per input of the model, then, when known, that of the predictions.</param>
internal sealed record BaselineProfile(IReadOnlyList<FeatureBaseline> Features);

/// <summary>How one feature looked: either numeric or categorical.</summary>
internal sealed record FeatureBaseline
{
    /// <summary>What the prediction is called among the features.</summary>
    public const string Prediction = "(prediction)";

    public required string Feature { get; init; }

    /// <summary>Rows without a value.</summary>
    public required long MissingCount { get; init; }

    /// <summary>Null when the feature is categorical.</summary>
    public NumericBaseline? Numeric { get; init; }

    /// <summary>Null when the feature is numeric.</summary>
    public CategoricalBaseline? Categorical { get; init; }

    /// <summary>Rows per bin; the last one of a categorical feature holds what is not listed.</summary>
    public long[] BinCounts() => Numeric is { } numeric
        ? [.. numeric.Counts]
        : [.. Categorical!.Counts, Categorical.OtherCount];
}

/// <summary>Numbers over bins: n edges make n + 1 bins, bin i holds [edge i-1, edge i).</summary>
internal sealed record NumericBaseline(double[] Edges, long[] Counts, double Mean);

/// <summary>Categories, most frequent first.</summary>
internal sealed record CategoricalBaseline(string[] Categories, long[] Counts, long OtherCount);
