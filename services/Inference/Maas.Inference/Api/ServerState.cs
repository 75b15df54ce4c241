using System.Reflection;
using Maas.Hosting.Health;
using Maas.Inference.Catalog;
using Maas.Inference.Repository;

namespace Maas.Inference.Api;

/// <summary>What the server says of itself. Thread-safe.</summary>
internal sealed class ServerState(ModelCatalog catalog, Readiness readiness, IModelControl control)
{
    private static readonly string[] ModelRepository = ["model_repository", "model_repository(unload_dependents)"];

    /// <summary>Name of the server.</summary>
    public const string Name = "maas";

    /// <summary>Version of the server.</summary>
    public static string Version { get; } =
        typeof(ServerState).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Extensions of the protocol that hold here, by their names in it.</summary>
    public IReadOnlyList<string> Extensions { get; } =
    [
        "binary_tensor_data", "classification", "model_configuration", .. control.IsAllowed ? ModelRepository : [], "statistics",
    ];

    /// <summary>Whether every version that should be served was tried, and nothing keeps the host from its work.</summary>
    public bool IsReady => catalog.Current.IsComplete && readiness.IsReady;
}
