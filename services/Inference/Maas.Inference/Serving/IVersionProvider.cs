using Maas.Errors;
using Maas.Inference.Loading;

namespace Maas.Inference.Serving;

/// <summary>Gets the bytes of a version and what is known of it.</summary>
internal interface IVersionProvider
{
    /// <summary>Brings the version's file onto this machine.</summary>
    /// <param name="version">What is wanted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MaasException">It cannot be had; the message says why.</exception>
    Task<LoadRequest> PrepareAsync(VersionKey version, CancellationToken cancellationToken);
}
