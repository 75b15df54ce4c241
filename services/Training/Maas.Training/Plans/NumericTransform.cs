namespace Maas.Training.Plans;

/// <summary>How the values of a numeric column are spread anew, after outliers are clipped and before they are scaled.</summary>
public static class NumericTransform
{
    /// <summary>Not at all.</summary>
    public const string None = "none";

    /// <summary>sign(x) * log(1 + |x|).</summary>
    public const string Log1p = "log1p";

    /// <summary>How many of the quantiles that part the training rows into equal bins are below it: 0, 1, …</summary>
    public const string QuantileBins = "quantile-bins";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [None, Log1p, QuantileBins];
}
