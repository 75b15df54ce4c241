using Maas.Training.Datasets;

namespace Maas.Training.Profiles;

/// <summary>What is known of the values of a dataset version. Kept in the database.</summary>
/// <param name="RowCount">Rows that were looked at: all of them.</param>
/// <param name="Columns">In the order of the table.</param>
/// <param name="Correlations">Each pair of numeric columns once.</param>
/// <param name="DuplicateRowCount">Rows that stand in the table more than once, without their first occurrence.</param>
internal sealed record DatasetProfile(
    long RowCount,
    IReadOnlyList<ColumnProfile> Columns,
    IReadOnlyList<Correlation> Correlations,
    long DuplicateRowCount)
{
    /// <summary>Raised when a profile tells more than before: an older one is computed again.</summary>
    public const int CurrentFormat = 2;

    /// <summary>Format it was kept in; 0 before there was a number.</summary>
    public int Format { get; init; }

    /// <summary>Rows that rank correlations and multivariate anomalies were computed from.</summary>
    public long SampledRowCount { get; init; }

    /// <summary>Each pair of categorical columns once.</summary>
    public IReadOnlyList<CategoryAssociation> CategoryAssociations { get; init; } = [];

    /// <summary>Each categorical with each numeric column.</summary>
    public IReadOnlyList<CategoryEffect> CategoryEffects { get; init; } = [];

    /// <summary>Null without a numeric column that varies.</summary>
    public RowAnomalies? RowAnomalies { get; init; }

    /// <summary>What was asked for targets so far, oldest first; each kept once.</summary>
    public IReadOnlyList<TargetProfile> Targets { get; init; } = [];
}

/// <summary>What is known of the values of one column.</summary>
/// <param name="Column">The column.</param>
/// <param name="PresentCount">Rows with a value.</param>
/// <param name="MissingCount">Rows without one.</param>
/// <param name="DistinctCount">Distinct values.</param>
/// <param name="Numeric">For numeric columns with a value.</param>
/// <param name="TopValues">Most frequent first, at most 20.</param>
internal sealed record ColumnProfile(
    DataColumn Column,
    long PresentCount,
    long MissingCount,
    long DistinctCount,
    NumericProfile? Numeric,
    IReadOnlyList<ValueCount> TopValues)
{
    /// <summary>For categorical and text columns with a value.</summary>
    public TextProfile? Text { get; init; }

    /// <summary>Shannon's entropy of the distinct values, in bits; null without a value.</summary>
    public double? EntropyBits { get; init; }
}

/// <summary>A value and how often it stands.</summary>
internal sealed record ValueCount(string Value, long Count);

/// <summary>Lengths of the texts of a column, each row counted.</summary>
/// <param name="Characters">Unicode code points.</param>
/// <param name="Words">Runs of characters that are no ASCII white space.</param>
internal sealed record TextProfile(LengthProfile Characters, LengthProfile Words);

/// <summary>One kind of length.</summary>
internal sealed record LengthProfile(long Min, double Mean, long Max);
