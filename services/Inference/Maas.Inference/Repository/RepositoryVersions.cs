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
            throw InferenceErrors.ModelInvalid(version.Model, $"'{file.FullName}' is gone.");
        }

        // Another content is another model: what was admitted and is known of this one does not hold for it.
        if (!RepositoryStamp.IsOf(RepositoryStamp.Of(file.Directory!), version.Stamp))
        {
            throw InferenceErrors.ModelNotReady(version.Model, version.Version, "its files were replaced; the new ones are found in a moment.");
        }

        return Task.FromResult(new LoadRequest
        {
            Model = version.Model,
            Version = version.Version,
            Path = file.FullName,
            AllowsExternalData = true,
        });
    }
}
