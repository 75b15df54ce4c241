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
            throw InferenceErrors.ModelInvalid(version.Model, "its file is gone from the repository. Put it back.");
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
        var found = RepositoryStamp.Of(folder);
        if (!RepositoryStamp.IsOf(found, version.Stamp))
        {
            var remedy = options.Value.ModelControl == ModelControlMode.Explicit
                ? "Load it again."
                : "What is there now is found in a moment.";
            throw InferenceErrors.ModelNotReady(
                version.Model, version.Version, $"{RepositoryStamp.Difference(version.Stamp, found)} in its folder. {remedy}");
        }
    }
}
