using Maas.Cli.Terminal;
using Maas.Contracts.Registry.V1;

namespace Maas.Cli.Connections;

/// <summary>A version as people name it: by its number (<c>iris@2</c>), or by an alias (<c>iris@production</c>).</summary>
internal static class VersionReference
{
    /// <summary>For the help of arguments.</summary>
    public const string Description = "The version, e.g. iris@2, or iris@production for where an alias points now.";

    /// <summary>Name of the version; an alias is asked for where it points.</summary>
    /// <exception cref="CommandFailedException">The text names neither.</exception>
    public static async Task<string> ResolveAsync(Session session, string text, CancellationToken cancellationToken)
    {
        if (TypedName.FindModelVersion(text) is { } version)
        {
            return version;
        }

        if (TypedName.FindAlias(text) is not { } name)
        {
            throw new CommandFailedException(
                ExitCode.Usage, "version-missing",
                $"Expected a version such as 'iris@2', 'iris@production' or 'models/iris/versions/2', got '{text}'.");
        }

        var alias = await session.Clients.Registry.GetAliasAsync(
            new GetAliasRequest { Name = name }, cancellationToken: cancellationToken);
        return alias.ModelVersion;
    }
}
