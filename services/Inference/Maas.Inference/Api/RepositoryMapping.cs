using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Inference.Catalog;
using Maas.Inference.Repository;

namespace Maas.Inference.Api;

/// <summary>Writes the index of the repository, and reads what calls about it say.</summary>
internal static class RepositoryMapping
{
    // The words of Triton's index; a version that failed, or that nobody loaded, is UNAVAILABLE there, with its reason.
    private const string Unavailable = "UNAVAILABLE";

    /// <summary>Every version under every name that is or could be served, by name, then by number, highest first.</summary>
    /// <exception cref="MaasException"><c>REPOSITORY_UNREADABLE</c>.</exception>
    public static RepositoryIndexResponse Read(ModelCatalog catalog, IModelControl control, bool onlyReady)
    {
        // Looked for first: what is loaded meanwhile then stands in the catalog.
        var loadable = onlyReady ? [] : control.FindLoadable();
        var entries = catalog.Current.Entries;
        var served = entries.Values
            .SelectMany(entry => entry.Versions.Select(version => Line(entry.Name, version.Version, StateOf(version.State), version.Reason)))
            .Where(line => !onlyReady || line.State == StateOf(ModelState.Ready));
        var others = loadable
            .Where(version => entries.GetValueOrDefault(version.Model)?.Find(version.Version) is null)
            .Select(version => Line(version.Model, version.Version, Unavailable, version.Reason));
        return new RepositoryIndexResponse { Models = { served.Concat(others).OrderBy(line => line.Name, StringComparer.Ordinal) } };
    }

    /// <summary>A parameter with its value; null when it has none.</summary>
    public static KeyValuePair<string, object?> ValueOf(KeyValuePair<string, ModelRepositoryParameter> parameter) =>
        KeyValuePair.Create<string, object?>(parameter.Key, parameter.Value.ParameterChoiceCase switch
        {
            ModelRepositoryParameter.ParameterChoiceOneofCase.BoolParam => parameter.Value.BoolParam,
            ModelRepositoryParameter.ParameterChoiceOneofCase.Int64Param => parameter.Value.Int64Param,
            ModelRepositoryParameter.ParameterChoiceOneofCase.StringParam => parameter.Value.StringParam,
            ModelRepositoryParameter.ParameterChoiceOneofCase.BytesParam => parameter.Value.BytesParam,
            _ => null,
        });

    private static RepositoryIndexResponse.Types.ModelIndex Line(string name, string version, string state, string reason) =>
        new() { Name = name, Version = version, State = state, Reason = reason };

    private static string StateOf(ModelState state) => state switch
    {
        ModelState.Ready => "READY",
        ModelState.Loading => "LOADING",
        _ => Unavailable,
    };
}
