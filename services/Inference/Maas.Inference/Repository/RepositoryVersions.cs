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
        var path = RepositoryScan.PathOf(options.Value.ModelRepository!, version);
        return File.Exists(path)
            ? Task.FromResult(new LoadRequest
            {
                Model = version.Model,
                Version = version.Version,
                Path = path,
                AllowsExternalData = true,
            })
            : throw InferenceErrors.ModelInvalid(version.Model, $"'{path}' is gone.");
    }
}
