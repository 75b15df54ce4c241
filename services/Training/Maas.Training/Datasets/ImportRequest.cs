using Maas.Digests;

namespace Maas.Training.Datasets;

/// <summary>What a caller wants imported.</summary>
internal sealed record ImportRequest
{
    /// <summary>Dataset that gets the version; made when it does not exist.</summary>
    public required string DatasetId { get; init; }

    /// <summary>One of <see cref="TableFormats.All"/>.</summary>
    public string Format { get; init; } = TableFormats.Csv;

    /// <summary>What the bytes must hash to; null takes any.</summary>
    public Sha256Digest? Digest { get; init; }

    /// <summary>Kinds of columns that shall not be found out.</summary>
    public IReadOnlyDictionary<string, ColumnKind> KindsByColumn { get; init; } = new Dictionary<string, ColumnKind>();

    /// <summary>Largest share of rows that may be turned away, in [0, 1].</summary>
    public double MaxRejectedRatio { get; init; } = DefaultMaxRejectedRatio;

    /// <summary>Used when the caller does not say.</summary>
    public const double DefaultMaxRejectedRatio = 0.1;
}
