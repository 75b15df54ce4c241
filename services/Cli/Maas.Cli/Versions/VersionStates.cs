using System.CommandLine;
using Maas.Cli.Connections;
using Maas.Contracts.Registry.V1;
using static Maas.Contracts.Registry.V1.RegistryService;

namespace Maas.Cli.Versions;

/// <summary><c>maas versions delete|undelete|deprecate|quarantine|reinstate</c>: the life cycle of a version.</summary>
internal static class VersionStates
{
    public static Command Delete(CommandBinding binding) => Bind(
        binding, new Command("delete", "Deletes a version; it can be undeleted for a while."),
        async (registry, name, cancellationToken) => await registry.DeleteModelVersionAsync(
            new DeleteModelVersionRequest { Name = name, RequestId = NewId() }, cancellationToken: cancellationToken));

    public static Command Undelete(CommandBinding binding) => Bind(
        binding, new Command("undelete", "Brings a deleted version back, in the state it had."),
        async (registry, name, cancellationToken) => await registry.UndeleteModelVersionAsync(
            new UndeleteModelVersionRequest { Name = name, RequestId = NewId() }, cancellationToken: cancellationToken));

    public static Command Reinstate(CommandBinding binding) => Bind(
        binding, new Command("reinstate", "Makes a deprecated or quarantined version ready again."),
        async (registry, name, cancellationToken) => await registry.ReinstateModelVersionAsync(
            new ReinstateModelVersionRequest { Name = name, RequestId = NewId() }, cancellationToken: cancellationToken));

    public static Command Deprecate(CommandBinding binding) => BindWithReason(
        binding, new Command("deprecate", "Marks a version as not to be chosen any more; it is served on."), isRequired: false,
        async (registry, name, reason, cancellationToken) => await registry.DeprecateModelVersionAsync(
            new DeprecateModelVersionRequest { Name = name, Reason = reason, RequestId = NewId() },
            cancellationToken: cancellationToken));

    public static Command Quarantine(CommandBinding binding) => BindWithReason(
        binding, new Command("quarantine", "Forbids a version at once: replicas let go of it, no alias can be moved to it."),
        isRequired: true,
        async (registry, name, reason, cancellationToken) => await registry.QuarantineModelVersionAsync(
            new QuarantineModelVersionRequest { Name = name, Reason = reason, RequestId = NewId() },
            cancellationToken: cancellationToken));

    private static string NewId() => Guid.NewGuid().ToString();

    private static Command BindWithReason(
        CommandBinding binding, Command command, bool isRequired,
        Func<RegistryServiceClient, string, string, CancellationToken, Task<ModelVersion>> change)
    {
        var reason = new Option<string>("--reason")
        {
            Description = "Why; shown with the version.",
            HelpName = "TEXT",
            Required = isRequired,
        };
        command.Options.Add(reason);
        return BindSession(binding, command, (session, name, cancellationToken) =>
            change(session.Clients.Registry, name, session.Arguments.GetValue(reason) ?? "", cancellationToken));
    }

    private static Command Bind(
        CommandBinding binding, Command command, Func<RegistryServiceClient, string, CancellationToken, Task<ModelVersion>> change) =>
        BindSession(binding, command, (session, name, cancellationToken) => change(session.Clients.Registry, name, cancellationToken));

    private static Command BindSession(
        CommandBinding binding, Command command, Func<Session, string, CancellationToken, Task<ModelVersion>> change)
    {
        var version = VersionCommands.VersionArgument();
        command.Arguments.Add(version);
        return binding.Bind(command, async (session, cancellationToken) =>
        {
            var name = await VersionReference.ResolveAsync(
                session, session.Arguments.GetRequiredValue(version), cancellationToken);
            var changed = await change(session, name, cancellationToken);
            session.Screen.Show(changed, () => VersionTables.States(changed));
        });
    }
}
