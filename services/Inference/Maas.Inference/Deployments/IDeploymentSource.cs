using Maas.Errors;
using Maas.Inference.Serving;

namespace Maas.Inference.Deployments;

/// <summary>Where the desired state comes from and what is done goes back to. Everything may fail at any time.</summary>
internal interface IDeploymentSource
{
    /// <summary>Everything that is desired now, and the revision that shows.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MaasException">It does not answer, or refuses.</exception>
    Task<(long Revision, IReadOnlyList<Deployment> Deployments)> ListAsync(CancellationToken cancellationToken);

    /// <summary>Changes after a revision, in order, each once. Ends when the source goes down.</summary>
    /// <param name="revision">Where to go on.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MaasException">
    /// It does not answer; code <see cref="MaasErrorCode.OutOfRange"/> when the revision is too old or unknown: list again.
    /// </exception>
    IAsyncEnumerable<DeploymentChange> WatchAsync(long revision, CancellationToken cancellationToken);

    /// <summary>What is known of a version.</summary>
    /// <param name="model">Id of the model.</param>
    /// <param name="version">Number of the version.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MaasException">It does not answer, or there is no such version.</exception>
    Task<VersionManifest> GetVersionAsync(string model, string version, CancellationToken cancellationToken);

    /// <summary>Says where the versions of a deployment stand on this replica, in place of what was said before.</summary>
    /// <param name="deployment">Id of the deployment.</param>
    /// <param name="replica">Name of this replica.</param>
    /// <param name="statuses">One per version; empty when it stopped serving.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MaasException">It does not answer, or knows no such deployment.</exception>
    Task ReportAsync(
        string deployment, string replica, IReadOnlyList<VersionStatus> statuses, CancellationToken cancellationToken);
}

/// <summary>One step of a watch.</summary>
/// <param name="Revision">All was told up to here.</param>
/// <param name="Id">Deployment that changed; empty when none did.</param>
/// <param name="Deployment">As it is now; null when it is gone.</param>
internal sealed record DeploymentChange(long Revision, string Id, Deployment? Deployment);
