using Maas.Errors;

namespace Maas.Inference.Repository;

/// <summary>Loads and unloads models by call, where that is allowed. Thread-safe.</summary>
internal interface IModelControl
{
    /// <summary>Whether calls may change what is served.</summary>
    bool IsAllowed { get; }

    /// <summary>Serves the newest content of a model's folder; ends when all its versions are ready.</summary>
    /// <param name="model">Id of the model.</param>
    /// <param name="cancellationToken">Ends the wait alone: the load goes on.</param>
    /// <exception cref="MaasException">
    /// <c>MODEL_CONTROL_FORBIDDEN</c>; <c>MODEL_NOT_FOUND</c>: not in the folder; <c>REPOSITORY_UNREADABLE</c>;
    /// <c>MODEL_LOAD_FAILED</c>: a version cannot be served, or somebody unloaded the model meanwhile.
    /// </exception>
    Task LoadAsync(string model, CancellationToken cancellationToken);

    /// <summary>Lets go of a model; ends when no further request can reach it. Those under way get their answers.</summary>
    /// <param name="model">Id of the model.</param>
    /// <param name="cancellationToken">Ends the wait alone.</param>
    /// <exception cref="MaasException"><c>MODEL_CONTROL_FORBIDDEN</c>; <c>MODEL_NOT_FOUND</c>: it was never loaded.</exception>
    Task UnloadAsync(string model, CancellationToken cancellationToken);

    /// <summary>Versions that could be loaded, whether or not they are, by name, then by number, highest first.</summary>
    /// <exception cref="MaasException"><c>REPOSITORY_UNREADABLE</c>.</exception>
    IReadOnlyList<LoadableVersion> FindLoadable();
}

/// <summary>A version in the repository folder.</summary>
/// <param name="Model">Id of the model.</param>
/// <param name="Version">Number of the version.</param>
/// <param name="Reason">Why it is not served, when it is not: <c>unloaded</c> or <c>not loaded</c>.</param>
internal sealed record LoadableVersion(string Model, string Version, string Reason);
