namespace Maas.Registry.Collection;

/// <summary>What a collection did, or would do.</summary>
internal sealed record CollectionReport
{
    /// <summary>Models that were purged.</summary>
    public long PurgedModels { get; init; }

    /// <summary>Versions that were purged, those of purged models included.</summary>
    public long PurgedVersions { get; init; }

    /// <summary>Blobs that were set aside.</summary>
    public long QuarantinedBlobs { get; init; }

    /// <summary>Their size.</summary>
    public long QuarantinedBytes { get; init; }

    /// <summary>Blobs that were deleted for good.</summary>
    public long DeletedBlobs { get; init; }

    /// <summary>Their size.</summary>
    public long DeletedBytes { get; init; }

    /// <summary>Unfinished uploads that were deleted.</summary>
    public long DeletedUploads { get; init; }

    /// <summary>Blobs that had been set aside and are named again.</summary>
    public long RestoredBlobs { get; init; }

    public static CollectionReport operator +(CollectionReport left, CollectionReport right) => new()
    {
        PurgedModels = left.PurgedModels + right.PurgedModels,
        PurgedVersions = left.PurgedVersions + right.PurgedVersions,
        QuarantinedBlobs = left.QuarantinedBlobs + right.QuarantinedBlobs,
        QuarantinedBytes = left.QuarantinedBytes + right.QuarantinedBytes,
        DeletedBlobs = left.DeletedBlobs + right.DeletedBlobs,
        DeletedBytes = left.DeletedBytes + right.DeletedBytes,
        DeletedUploads = left.DeletedUploads + right.DeletedUploads,
        RestoredBlobs = left.RestoredBlobs + right.RestoredBlobs,
    };
}
