using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Maas.Names;

namespace Maas.Monitoring.Monitors;

/// <summary>
/// What a monitor watches: <c>deployments/{id}</c>, or <c>models/{id}</c> where models are served from a folder, whose
/// names are not those of a registry. A deployment and a model of the same id share a monitor.
/// </summary>
internal sealed partial record WatchedName(string Name, string MonitorId, bool IsRegistered)
{
    private static readonly string[] Deployments = ["deployments"];
    private static readonly string[] Models = ["models"];

    public static bool TryParse(string name, [NotNullWhen(true)] out WatchedName? watched)
    {
        var isDeployment = ResourceName.TryParse(name, Deployments, out var ids);
        watched = (isDeployment || ResourceName.TryParse(name, Models, out ids)) && Id().IsMatch(ids![0])
            ? new WatchedName(name, ids[0], isDeployment)
            : null;
        return watched is not null;
    }

    /// <summary>Whether a folder or a resource may have this name.</summary>
    public static bool IsId(string id) => Id().IsMatch(id);

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,128}\z")]
    private static partial Regex Id();
}
