namespace Maas.Training.Profiles;

/// <summary>What one rule says of the values of a column.</summary>
/// <param name="Method">See <see cref="OutlierMethod"/>.</param>
/// <param name="Lower">Values below are anomalous.</param>
/// <param name="Upper">Values above are anomalous.</param>
/// <param name="Count">How many are.</param>
internal sealed record OutlierProfile(string Method, double Lower, double Upper, long Count)
{
    /// <summary>The first of them in the order of the table.</summary>
    public IReadOnlyList<OutlierRow> Examples { get; init; } = [];
}

/// <summary>A row of the table, from 1, and its value.</summary>
internal sealed record OutlierRow(long RowNumber, double Value);

/// <summary>Names of the rules, as they stand on the wire.</summary>
internal static class OutlierMethod
{
    /// <summary>More than 1.5 interquartile ranges outside the quartiles (Tukey, "Exploratory Data Analysis", 1977, section 2D).</summary>
    public const string Quartiles = "iqr";

    /// <summary>More than 3 standard deviations from the mean.</summary>
    public const string StandardScore = "z-score";

    /// <summary>A modified z-score above 3.5 (Iglewicz, Hoaglin, "How to Detect and Handle Outliers", 1993, section 3.3).</summary>
    public const string ModifiedScore = "mad";
}

/// <summary>Rows that are unusual in several columns together, by an isolation forest over sampled rows.</summary>
/// <param name="Columns">Numeric columns it looked at.</param>
/// <param name="Threshold">Scores above are anomalous.</param>
/// <param name="AnomalousRowCount">Sampled rows above the threshold.</param>
/// <param name="Rows">The most anomalous first.</param>
internal sealed record RowAnomalies(
    IReadOnlyList<string> Columns, double Threshold, long AnomalousRowCount, IReadOnlyList<ScoredRow> Rows);

/// <summary>A row of the table, from 1, and its score in (0, 1].</summary>
internal sealed record ScoredRow(long RowNumber, double Score);
