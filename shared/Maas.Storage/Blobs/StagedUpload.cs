namespace Maas.Storage.Blobs;

/// <summary>An unfinished upload on disk.</summary>
/// <param name="Name">Its name in the staging folder.</param>
/// <param name="StagedBytes">What it takes there.</param>
/// <param name="LastWriteTime">When something last came.</param>
public readonly record struct StagedUpload(string Name, long StagedBytes, DateTimeOffset LastWriteTime);
