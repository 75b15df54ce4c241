using Maas.Registry.Aliases;
using Maas.Registry.Models;
using Maas.Registry.Versions;
using Maas.Storage.Database;

namespace Maas.Registry.Deployments;

/// <summary>What a deployment must hold before it is written.</summary>
internal static class DeploymentRules
{
    private const int MaxRoutes = 16;
    private const int WholePercent = 100;

    /// <summary>Notes every value that breaks a rule.</summary>
    public static void Check(Deployment deployment, FieldChecks checks)
    {
        const string Field = "deployment.routes";
        checks.RequireCount(deployment.Routes.Count, 1, MaxRoutes, Field);
        var targets = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < deployment.Routes.Count; i++)
        {
            var route = deployment.Routes[i];
            checks.Require(
                IsOf(route.Target, deployment.Model), $"{Field}[{i}].target",
                $"Expected '{deployment.Model}/aliases/{{id}}' or '{deployment.Model}/versions/{{n}}', got '{route.Target}'.");
            checks.Require(targets.Add(route.Target), $"{Field}[{i}].target", $"'{route.Target}' is there twice.");
            checks.Require(
                route.TrafficPercent is >= 0 and <= WholePercent, $"{Field}[{i}].traffic_percent",
                $"Expected 0 to 100, got {route.TrafficPercent}.");
        }

        checks.Require(
            deployment.ShadowTarget.Length == 0 || IsOf(deployment.ShadowTarget, deployment.Model), "deployment.shadow_target",
            $"Expected '{deployment.Model}/aliases/{{id}}' or '{deployment.Model}/versions/{{n}}', got '{deployment.ShadowTarget}'.");
        var sum = deployment.Routes.Sum(route => (long)route.TrafficPercent);
        checks.Require(sum == WholePercent, Field, $"Expected percents that sum to 100, got {sum}.");
        checks.Require(
            deployment.MonitoringSampleRatio is null or (>= 0 and <= 1), "deployment.monitoring_sample_ratio",
            $"Expected a number in [0, 1], got {deployment.MonitoringSampleRatio}.");
        checks.Require(
            Enum.IsDefined(deployment.DevicePolicy), "deployment.device_policy",
            $"Expected a known policy, got {(int)deployment.DevicePolicy}.");
        checks.RequireLabels(deployment.Labels, "deployment.labels");
    }

    /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>: the model or a target; <c>STATE_CONFLICT</c>: it must not be served.</exception>
    public static async Task RequireTargetsAsync(DatabaseSession session, Deployment deployment)
    {
        await session.RequireModelAsync(RegistryNames.ParseModel(deployment.Model, "deployment.model"));
        foreach (var target in deployment.Targets)
        {
            if (RegistryNames.TryParseAlias(target, out var model, out var alias))
            {
                _ = await session.FindAliasAsync(model, alias) ?? throw RegistryErrors.ResourceNotFound(target);
                continue;
            }

            var (versionModel, number) = RegistryNames.ParseVersion(target, "deployment.routes");
            await session.GetServableVersionAsync(versionModel, number);
        }
    }

    private static bool IsOf(string target, string modelName)
    {
        var parsed = RegistryNames.TryParseAlias(target, out var model, out _)
            || RegistryNames.TryParseVersion(target, out model, out _);
        return parsed && RegistryNames.Model(model) == modelName;
    }
}
