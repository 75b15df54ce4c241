namespace Maas.Training.Plans;

/// <summary>When a number is an outlier. Bounds are those of the training rows alone.</summary>
public static class Outliers
{
    /// <summary>Never.</summary>
    public const string None = "none";

    /// <summary>Further than 1.5 interquartile ranges outside the quartiles.</summary>
    public const string Iqr = "iqr";

    /// <summary>Further than 3 standard deviations from the mean.</summary>
    public const string ZScore = "z-score";

    /// <summary>Further than 3.5 / 0.6745 median absolute deviations from the median.</summary>
    public const string Mad = "mad";

    /// <summary>Below the first or above the last percentile.</summary>
    public const string Percentile = "percentile";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [None, Iqr, ZScore, Mad, Percentile];
}

/// <summary>What becomes of outliers.</summary>
public static class OutlierAction
{
    /// <summary>They are drawn to the bound, when the model is served too.</summary>
    public const string Clip = "clip";

    /// <summary>Their rows are not learnt from.</summary>
    public const string Drop = "drop";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Clip, Drop];
}
