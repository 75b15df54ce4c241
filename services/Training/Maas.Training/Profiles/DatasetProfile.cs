using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>What is known of the values of a dataset version.</summary>
/// <param name="RowCount">Rows that were looked at: all of them.</param>
/// <param name="Columns">In the order of the table.</param>
/// <param name="Correlations">Each pair of numeric columns once.</param>
/// <param name="DuplicateRowCount">Rows that stand in the table more than once, without their first occurrence.</param>
internal sealed record DatasetProfile(
    long RowCount,
    IReadOnlyList<ColumnProfile> Columns,
    IReadOnlyList<Correlation> Correlations,
    long DuplicateRowCount);

/// <summary>What is known of the values of one column.</summary>
/// <param name="Column">The column.</param>
/// <param name="PresentCount">Rows with a value.</param>
/// <param name="MissingCount">Rows without one.</param>
/// <param name="DistinctCount">Distinct values.</param>
/// <param name="Numeric">For numeric columns with a value.</param>
/// <param name="TopValues">Most frequent first, at most 20; for the other kinds.</param>
internal sealed record ColumnProfile(
    DataColumn Column,
    long PresentCount,
    long MissingCount,
    long DistinctCount,
    NumericProfile? Numeric,
    IReadOnlyList<ValueCount> TopValues);

/// <summary>Statistics of numbers. What needs more values than there are, or spread, is null.</summary>
internal sealed record NumericProfile
{
    public required double Min { get; init; }

    public required double Max { get; init; }

    public required double Mean { get; init; }

    /// <summary>Divisor n - 1.</summary>
    public required double? StandardDeviation { get; init; }

    /// <summary>Bias-corrected (G1).</summary>
    public required double? Skewness { get; init; }

    /// <summary>Excess, bias-corrected (G2).</summary>
    public required double? Kurtosis { get; init; }

    /// <summary>Linear between neighbours.</summary>
    public required IReadOnlyList<QuantileValue> Quantiles { get; init; }

    /// <summary>Equal width; the last bin includes its upper edge.</summary>
    public required IReadOnlyList<HistogramBin> Histogram { get; init; }
}

/// <summary>One quantile.</summary>
internal sealed record QuantileValue(double Probability, double Value);

/// <summary>One bin, [lower, upper).</summary>
internal sealed record HistogramBin(double Lower, double Upper, long Count);

/// <summary>A value and how often it stands.</summary>
internal sealed record ValueCount(string Value, long Count);

/// <summary>Pearson's coefficient over rows where both are present; null when one has no spread.</summary>
internal sealed record Correlation(string Left, string Right, double? Pearson);
