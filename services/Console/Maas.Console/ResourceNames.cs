namespace Maas.Console;

/// <summary>Names of resources as a person reads them. Thread-safe.</summary>
internal static class ResourceNames
{
    /// <summary>The last segment: <c>production</c> of <c>models/churn/aliases/production</c>.</summary>
    public static string IdOf(string name) => name[(name.LastIndexOf('/') + 1)..];

    /// <summary><c>churn v7</c> of <c>models/churn/versions/7</c>; others as they are.</summary>
    public static string Version(string name) => name.Split('/') is ["models", var model, "versions", var number]
        ? $"{model} v{number}"
        : name;

    /// <summary><c>v7</c> of <c>models/churn/versions/7</c>, where the model is clear; others as they are.</summary>
    public static string VersionNumber(string name) => name.Split('/') is ["models", _, "versions", var number]
        ? $"v{number}"
        : name;

    /// <summary>What tells a version from others: its number, unless they are of several models.</summary>
    /// <param name="name">One of them.</param>
    /// <param name="all">All that stand beside it.</param>
    public static string VersionAmong(string name, IEnumerable<string> all) =>
        all.Select(ModelPage).Distinct().Skip(1).Any() ? Version(name) : VersionNumber(name);

    /// <summary>Page of a model; of a version, that of its model.</summary>
    public static string ModelPage(string name) => name.Split('/') is ["models", var model, ..] ? $"/models/{Uri.EscapeDataString(model)}" : "/models";

    /// <summary>Page of a deployment, or of what is served without a registry, by its name or that of its monitor.</summary>
    public static string DeploymentPage(string name) => $"/deployments/{Uri.EscapeDataString(IdOf(name))}";

    /// <summary>Page of a training job.</summary>
    public static string JobPage(string name) => $"/training/{Uri.EscapeDataString(IdOf(name))}";
}
