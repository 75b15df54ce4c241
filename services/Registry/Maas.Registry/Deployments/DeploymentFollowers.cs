using Maas.Registry.Aliases;
using Maas.Registry.Changes;
using Maas.Registry.Versions;
using Maas.Storage.Database;

namespace Maas.Registry.Deployments;

/// <summary>
/// To those who serve it, a deployment has changed when an alias that it follows has moved, or a version that it serves
/// may no longer be served. Thread-safe.
/// </summary>
internal sealed class DeploymentFollowers(ChangeLog changes, TimeProvider clock)
{
    /// <summary>An alias moved.</summary>
    public Task FollowAliasAsync(DatabaseSession session, Alias alias, Mutation mutation) =>
        FollowAsync(session, [alias.Name], alias.Name, mutation);

    /// <summary>A version may be served again, or no longer.</summary>
    public async Task FollowVersionAsync(DatabaseSession session, ModelVersion version, Mutation mutation)
    {
        var aliases = await session.ListAliasNamesAsync(version.Model, version.Number);
        await FollowAsync(session, [version.Name, .. aliases], version.Name, mutation);
    }

    private async Task FollowAsync(
        DatabaseSession session, IReadOnlyList<string> targets, string cause, Mutation mutation)
    {
        var now = clock.GetStorableNow();
        foreach (var deployment in await session.ListFollowersAsync(targets))
        {
            await DeploymentHistory.AppendAsync(session, deployment, now, cause, mutation);
            await changes.AppendConsequenceAsync(
                session, new Change(ChangeKind.Updated, deployment.Name, now) { Deployment = deployment }, mutation);
        }
    }
}
