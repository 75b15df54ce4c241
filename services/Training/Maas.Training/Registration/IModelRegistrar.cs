using Maas.Errors;

namespace Maas.Training.Registration;

/// <summary>Where trained models go. Thread-safe.</summary>
internal interface IModelRegistrar
{
    /// <summary>
    /// Registers a model, once: called again for the same job, it gives the same version. Moves the alias when one is
    /// asked for.
    /// </summary>
    /// <returns>The version, <c>models/{model}/versions/{n}</c>.</returns>
    /// <exception cref="MaasException">What the registry says, or <c>UNAVAILABLE</c> when it says nothing.</exception>
    Task<string> RegisterAsync(ModelRegistration registration, CancellationToken cancellationToken);
}
