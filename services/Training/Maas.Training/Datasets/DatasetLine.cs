namespace Maas.Training.Datasets;

/// <summary>A named line of data versions.</summary>
internal sealed record DatasetLine
{
    /// <summary>Last segment of the name.</summary>
    public required string Id { get; init; }

    /// <summary>Made by the service, never used again.</summary>
    public required Guid Uid { get; init; }

    /// <summary>Highest version number given out so far.</summary>
    public required long LatestVersion { get; init; }

    /// <summary>When the first version was imported.</summary>
    public required DateTimeOffset CreateTime { get; init; }

    /// <summary>Resource name of a dataset.</summary>
    public static string NameOf(string id) => $"datasets/{id}";
}
