using Maas.Errors;

namespace Maas.Inference.Protocol;

/// <summary>Parameters of calls that load and unload models.</summary>
internal static class RepositoryParameters
{
    private const string FilePrefix = "file:";

    /// <summary>Refuses every parameter: what a model is says its folder.</summary>
    /// <exception cref="MaasException"><c>NOT_SUPPORTED</c> for those of the protocol, <c>PARAMETER_INVALID</c> for others.</exception>
    public static void RequireForLoad(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            throw name switch
            {
                "config" => InferenceErrors.NotSupported(
                    "configurations of models by call (parameter 'config'): they follow from the graph and the settings"),
                _ when name.StartsWith(FilePrefix, StringComparison.Ordinal) => InferenceErrors.NotSupported(
                    $"files of models by call (parameter '{ErrorText.Short(name)}'): put them into the model repository, and load the model then"),
                _ => InferenceErrors.ParameterInvalid(name, "no such parameter of a load is known. Leave it out."),
            };
        }
    }

    /// <summary>Takes <c>unload_dependents</c>, which changes nothing, since no model is loaded for another.</summary>
    /// <exception cref="MaasException"><c>PARAMETER_INVALID</c>: it is no boolean, or another parameter.</exception>
    public static void RequireForUnload(IEnumerable<KeyValuePair<string, object?>> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            if (name != "unload_dependents")
            {
                throw InferenceErrors.ParameterInvalid(name, "no such parameter of an unload is known. Leave it out.");
            }

            if (value is not bool)
            {
                throw InferenceErrors.ParameterInvalid(name, "expected a boolean.");
            }
        }
    }
}
