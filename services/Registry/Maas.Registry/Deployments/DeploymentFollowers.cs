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
    public async Task FollowAliasAsync(DatabaseSession session, Alias alias, Mutation mutation) =>
        await FollowAsync(session, await session.ListFollowersAsync([alias.Name]), alias.Name, mutation);

    /// <summary>A version may be served again, or no longer.</summary>
    public async Task FollowVersionAsync(DatabaseSession session, ModelVersion version, Mutation mutation) =>
        // All of its model: a replica may still serve it although the deployment has moved on.
        await FollowAsync(
            session, await session.ListDeploymentsOfAsync(RegistryNames.Model(version.Model)), version.Name, mutation);

    private async Task FollowAsync(
        DatabaseSession session, IReadOnlyList<Deployment> deployments, string cause, Mutation mutation)
    {
        var now = clock.GetStorableNow();
        foreach (var deployment in deployments)
        {
            await DeploymentHistory.AppendAsync(session, deployment, now, cause, mutation);
            await changes.AppendConsequenceAsync(
                session, new Change(ChangeKind.Updated, deployment.Name, now) { Deployment = deployment }, mutation);
        }
    }
}
