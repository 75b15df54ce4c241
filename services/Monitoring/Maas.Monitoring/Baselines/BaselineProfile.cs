using System.Text.Json.Serialization;

namespace Maas.Monitoring.Baselines;

/// <summary>How the training data looked: what samples are compared with. Immutable; kept as JSON.</summary>
/// <param name="Features">One per input of the model, then, when known, that of the predictions.</param>
/// <param name="Performance">How good the model was on its test rows; null when that is not known.</param>
/// <param name="Slices">How the rows that share a value of one input looked; null in baselines of before they were kept.</param>
internal sealed record BaselineProfile(
    IReadOnlyList<FeatureBaseline> Features, PerformanceBaseline? Performance = null, IReadOnlyList<SliceBaseline>? Slices = null);

/// <summary>How one feature looked: either numeric or categorical.</summary>
internal sealed record FeatureBaseline
{
    /// <summary>What the prediction is called among the features.</summary>
    public const string Prediction = "(prediction)";

    /// <summary>What the highest score of a classifier is called among the features.</summary>
    public const string Confidence = "(confidence)";

    // Such as the length of a text: names of inputs do not look like that.
    private const char BeginsWhatIsMade = '(';

    public required string Feature { get; init; }

    /// <summary>Rows without a value.</summary>
    public required long MissingCount { get; init; }

    /// <summary>Null when the feature is categorical.</summary>
    public NumericBaseline? Numeric { get; init; }

    /// <summary>Null when the feature is numeric.</summary>
    public CategoricalBaseline? Categorical { get; init; }

    /// <summary>Whether it is no input, but made of one or of what the model answered: rows that have the same may be different.</summary>
    [JsonIgnore]
    public bool IsMade => Feature.StartsWith(BeginsWhatIsMade);

    /// <summary>How many bins there are.</summary>
    [JsonIgnore]
    public int BinCount => Numeric?.Counts.Length ?? Categorical!.Counts.Length + 1;

    /// <summary>Rows per bin; the last one of a categorical feature holds what is not listed.</summary>
    public long[] BinCounts() => Numeric is { } numeric
        ? [.. numeric.Counts]
        : [.. Categorical!.Counts, Categorical.OtherCount];
}

/// <summary>Numbers over bins: n edges make n + 1 bins, bin i holds [edge i-1, edge i).</summary>
/// <param name="Edges">Ascending, distinct.</param>
/// <param name="Counts">One more than edges.</param>
/// <param name="Mean">Of the values.</param>
/// <param name="Minimum">Smallest value; null when it is not known, and nothing is out of range.</param>
/// <param name="Maximum">Largest value; null as the smallest.</param>
internal sealed record NumericBaseline(
    double[] Edges, long[] Counts, double Mean, double? Minimum = null, double? Maximum = null);

/// <summary>Categories, most frequent first.</summary>
internal sealed record CategoricalBaseline(string[] Categories, long[] Counts, long OtherCount);
