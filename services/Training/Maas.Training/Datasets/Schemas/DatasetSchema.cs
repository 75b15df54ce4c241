namespace Maas.Training.Datasets.Schemas;

/// <summary>What the versions of a dataset should look like.</summary>
internal sealed record DatasetSchema
{
    /// <summary>Counts the changes, from 1; 0 when it is not stored.</summary>
    public long Revision { get; init; }

    /// <summary>Columns, each name once.</summary>
    public required IReadOnlyList<ColumnSchema> Columns { get; init; }

    /// <summary>Fewest rows; null for any.</summary>
    public long? MinRowCount { get; init; }

    /// <summary>Most rows; null for any.</summary>
    public long? MaxRowCount { get; init; }

    /// <summary>Columns that are not named here are no anomaly.</summary>
    public bool AllowsNewColumns { get; init; }

    /// <summary>Sent back to guard a change.</summary>
    public string Etag => Revision == 0 ? "" : $"\"{Revision}\"";

    /// <summary>Resource name of the schema of a dataset.</summary>
    public static string NameOf(string datasetId) => $"datasets/{datasetId}/schema";
}
