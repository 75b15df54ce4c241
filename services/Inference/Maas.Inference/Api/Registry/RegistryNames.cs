namespace Maas.Inference.Api.Registry;

/// <summary>Resource names of the Registry.</summary>
internal static class RegistryNames
{
    public static string Deployment(string id) => $"deployments/{id}";

    public static string Version(string model, string version) => $"models/{model}/versions/{version}";

    /// <summary>Last segment of a name.</summary>
    public static string LastOf(string name) => name[(name.LastIndexOf('/') + 1)..];
}
