namespace Maas.Inference.Repository;

/// <summary>Refuses to load and unload by call, and says where to change what is served instead.</summary>
/// <param name="governor">What governs, e.g. <c>the Registry</c>.</param>
/// <param name="remedy">What to do, e.g. <c>change its deployment there</c>.</param>
internal sealed class ForbiddenControl(string governor, string remedy) : IModelControl
{
    /// <inheritdoc/>
    public bool IsAllowed => false;

    /// <inheritdoc/>
    public Task LoadAsync(string model, CancellationToken cancellationToken) =>
        throw InferenceErrors.ModelControlForbidden(model, governor, remedy);

    /// <inheritdoc/>
    public Task UnloadAsync(string model, CancellationToken cancellationToken) =>
        throw InferenceErrors.ModelControlForbidden(model, governor, remedy);

    /// <inheritdoc/>
    public IReadOnlyList<LoadableVersion> FindLoadable() => [];
}
