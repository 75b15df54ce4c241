namespace Maas.Inference.Artifacts;

/// <summary>Where the bytes of versions come from in the end.</summary>
internal interface IArtifactSource
{
    /// <summary>Writes the bytes of an artifact from an offset on. They are checked by the caller.</summary>
    /// <param name="file">What to get.</param>
    /// <param name="destination">Seekable and readable; stands at <paramref name="offset"/> and holds the bytes before.</param>
    /// <param name="offset">First byte to get, 0 to the size.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task DownloadAsync(ArtifactFile file, Stream destination, long offset, CancellationToken cancellationToken);
}
