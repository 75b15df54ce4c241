using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;
using Maas.Names;

namespace Maas.Cli.Deployments;

/// <summary><c>maas deploy</c>: makes a version answer under a name.</summary>
internal static class DeployCommand
{
    private const string NoShadow = "none";

    private static readonly Dictionary<string, Deployment.Types.DevicePolicy> Devices = new()
    {
        ["cpu"] = Deployment.Types.DevicePolicy.Cpu,
        ["gpu-preferred"] = Deployment.Types.DevicePolicy.GpuPreferred,
        ["gpu-required"] = Deployment.Types.DevicePolicy.GpuRequired,
    };

    public static Command Create(CommandBinding binding)
    {
        var id = new Argument<string>("DEPLOYMENT") { Description = "Name that clients use." };
        var model = new Option<string>("--model")
        {
            Description = "Model to serve. Default: the one of the same name.",
            HelpName = "MODEL",
        };
        var alias = new Option<string>("--alias")
        {
            Description = "Alias to follow. Default: production",
            HelpName = "ALIAS",
        };
        var version = new Option<long?>("--version-number")
        {
            Description = "Serve this version instead of an alias.",
            HelpName = "N",
        };
        var device = new Option<string>("--device")
        {
            Description = "cpu, gpu-preferred or gpu-required.",
            HelpName = "DEVICE",
            DefaultValueFactory = _ => "gpu-preferred",
        };
        device.AcceptOnlyFromAmong([.. Devices.Keys]);
        var sampleRatio = new Option<double?>("--sample-ratio")
        {
            Description = "Share of predictions that Monitoring gets with their features. Default: 1",
            HelpName = "RATIO",
        };
        var shadow = new Option<string>("--shadow")
        {
            Description = "Alias or version number of the model that gets a copy of each request and never answers; "
                + "'none' for none. Default: as it is",
            HelpName = "TARGET",
        };
        var timeout = new Option<double>("--timeout")
        {
            Description = "Seconds to wait until a replica is ready; 0 does not wait.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 60,
        };
        var command = new Command("deploy", "Serves a version under a name, and waits until a replica is ready.")
        {
            id, model, alias, version, device, sampleRatio, shadow, timeout,
            DeploymentCommands.List(binding), DeploymentCommands.Status(binding), DeploymentCommands.Delete(binding),
        };
        return binding.Bind(command, async (session, cancellationToken) =>
        {
            var arguments = session.Arguments;
            var name = TypedName.Deployment(arguments.GetRequiredValue(id));
            var served = TypedName.Model(arguments.GetValue(model) ?? TypedName.Id(name));
            var deployment = Desired(
                name, served, TargetOf(served, arguments.GetValue(alias), arguments.GetValue(version)));
            deployment.DevicePolicy = Devices[arguments.GetRequiredValue(device)];
            if (arguments.GetValue(sampleRatio) is { } ratio)
            {
                deployment.MonitoringSampleRatio = ratio;
            }

            var registry = session.Clients.Registry;
            deployment.ShadowTarget = arguments.GetValue(shadow) is { } target and not NoShadow ? ShadowOf(served, target) : "";
            var applied = await Rollout.ApplyAsync(
                registry, deployment, cancellationToken, keepsShadow: arguments.GetValue(shadow) is null);
            var limit = TimeSpan.FromSeconds(arguments.GetValue(timeout));
            if (limit > TimeSpan.Zero)
            {
                applied = await Rollout.WaitAsync(registry, name, limit, session.Clock, cancellationToken);
            }

            session.Screen.Show(applied, () => DeploymentTables.Deployment(applied));
        });
    }

    /// <summary>A deployment whose whole traffic goes to one target.</summary>
    public static Deployment Desired(string name, string model, string target) => new()
    {
        Name = name,
        Model = model,
        Routes = { new Route { Target = target, TrafficPercent = 100 } },
    };

    // An alias, a number, or either with the model's name before it.
    private static string ShadowOf(string model, string text) =>
        TypedName.FindModelVersion(text) ?? TypedName.FindAlias(text)
        ?? (ResourceName.TryParseNumber(text, out _) ? $"{model}/versions/{text}" : $"{model}/aliases/{text}");

    private static string TargetOf(string model, string? alias, long? version) => (alias, version) switch
    {
        (not null, not null) => throw new CommandFailedException(
            ExitCode.Usage, "target-ambiguous", "Name an alias or a version number, not both."),
        (_, { } number) => $"{model}/versions/{Figures.Count(number)}",
        _ => $"{model}/aliases/{alias ?? "production"}",
    };
}
