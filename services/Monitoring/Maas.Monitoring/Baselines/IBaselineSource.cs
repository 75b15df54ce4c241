using Maas.Digests;
using Maas.Errors;

namespace Maas.Monitoring.Baselines;

/// <summary>Where the baseline of a version comes from. Thread-safe.</summary>
internal interface IBaselineSource
{
    /// <summary>The baseline of a version, its bytes verified; null when the version has none or is not known.</summary>
    /// <param name="modelVersion"><c>models/{model}/versions/{n}</c>.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    /// <exception cref="MaasException">The source does not answer: ask again later.</exception>
    /// <exception cref="InvalidDataException">What it gave is no baseline, and will be none later.</exception>
    Task<FoundBaseline?> FindAsync(string modelVersion, CancellationToken cancellationToken);
}

/// <summary>A baseline and the digest of the blob it was read from.</summary>
internal sealed record FoundBaseline(Sha256Digest Digest, BaselineProfile Profile);
