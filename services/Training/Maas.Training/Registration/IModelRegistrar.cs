using Maas.Errors;
using Maas.Training.Plans;

namespace Maas.Training.Registration;

/// <summary>Where trained models go. Thread-safe.</summary>
internal interface IModelRegistrar
{
    /// <summary>
    /// Registers a model, once: called again for the same job, it gives the same version. No alias is moved.
    /// </summary>
    /// <returns>The version, <c>models/{model}/versions/{n}</c>.</returns>
    /// <exception cref="MaasException">What the registry says, or <c>UNAVAILABLE</c> when it says nothing.</exception>
    Task<string> RegisterAsync(ModelRegistration registration, CancellationToken cancellationToken);

    /// <summary>Moves the alias that is asked for to the version, once for the same job.</summary>
    /// <param name="registration">The model, registered, with an alias.</param>
    /// <param name="version">Its version.</param>
    /// <exception cref="MaasException">What the registry says, or <c>UNAVAILABLE</c> when it says nothing.</exception>
    Task SetAliasAsync(ModelRegistration registration, string version);

    /// <summary>
    /// Registers a variant as a version of the same model, once, with the full model as its parent and its name as the label <c>variant</c>. No alias
    /// is moved.
    /// </summary>
    /// <param name="registration">The full model, registered.</param>
    /// <param name="variant">One of its variants that has an artifact.</param>
    /// <param name="parent">Version of the full model.</param>
    /// <param name="cancellationToken">Ends the uploads.</param>
    /// <returns>The version, <c>models/{model}/versions/{n}</c>.</returns>
    /// <exception cref="MaasException">What the registry says, or <c>UNAVAILABLE</c> when it says nothing.</exception>
    Task<string> RegisterVariantAsync(ModelRegistration registration, VariantOutcome variant, string parent, CancellationToken cancellationToken);
}
