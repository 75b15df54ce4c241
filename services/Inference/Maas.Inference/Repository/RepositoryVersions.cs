using Maas.Inference.Loading;
using Maas.Inference.Serving;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Repository;

/// <summary>Versions of a repository folder: their files are used where they lie. Thread-safe.</summary>
internal sealed class RepositoryVersions(IOptions<InferenceOptions> options) : IVersionProvider
{
    /// <inheritdoc/>
    public Task<LoadRequest> PrepareAsync(VersionKey version, CancellationToken cancellationToken)
    {
        var file = new FileInfo(RepositoryScan.PathOf(options.Value.ModelRepository!, version));
        if (!file.Exists)
        {
            throw InferenceErrors.ModelInvalid(version.Model, "its file is gone from the repository.");
        }

        RequireUnchanged(version, file.Directory!);
        return Task.FromResult(new LoadRequest
        {
            Model = version.Model,
            Version = version.Version,
            Path = file.FullName,
            AllowsExternalData = true,
            RequireUnchanged = () => RequireUnchanged(version, file.Directory!),
        });
    }

    /// <summary>Another content is another model: what was admitted and is known of this one does not hold for it.</summary>
    private void RequireUnchanged(VersionKey version, DirectoryInfo folder)
    {
        if (!RepositoryStamp.IsOf(RepositoryStamp.Of(folder), version.Stamp))
        {
            throw InferenceErrors.ModelNotReady(
                version.Model, version.Version,
                options.Value.ModelControl == ModelControlMode.Explicit
                    ? "its files were replaced. Load it again."
                    : "its files were replaced; the new ones are found in a moment.");
        }
    }
}
