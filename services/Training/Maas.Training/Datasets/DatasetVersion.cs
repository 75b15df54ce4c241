using Maas.Digests;

namespace Maas.Training.Datasets;

/// <summary>One immutable version of a dataset: a table with typed columns.</summary>
internal sealed record DatasetVersion
{
    /// <summary>The dataset it belongs to.</summary>
    public required string DatasetId { get; init; }

    /// <summary>Counts from 1, never reused.</summary>
    public required long Number { get; init; }

    /// <summary>Digest of the bytes that were imported.</summary>
    public required Sha256Digest Source { get; init; }

    /// <summary>Size of the bytes that were imported.</summary>
    public required long SourceSizeBytes { get; init; }

    /// <summary>Format of the bytes; one of <see cref="TableFormats.All"/>.</summary>
    public string Format { get; init; } = TableFormats.Csv;

    /// <summary>Digest of the stored table (Parquet), a blob.</summary>
    public required Sha256Digest Table { get; init; }

    /// <summary>
    /// Name of the rows in any order, 32 hex digits; see <see cref="Tables.RowFingerprint"/>. Empty for versions of before it
    /// was known.
    /// </summary>
    public string RowFingerprint { get; init; } = "";

    /// <summary>In the order of the source.</summary>
    public required IReadOnlyList<DataColumn> Columns { get; init; }

    /// <summary>Rows that were taken.</summary>
    public required long RowCount { get; init; }

    /// <summary>Rows that were turned away.</summary>
    public required long RejectedRowCount { get; init; }

    /// <summary>When it was imported.</summary>
    public required DateTimeOffset CreateTime { get; init; }

    /// <summary>Resource name.</summary>
    public string Name => NameOf(DatasetId, Number);

    /// <summary>Resource name of a version.</summary>
    public static string NameOf(string datasetId, long number) => $"datasets/{datasetId}/versions/{number}";
}
