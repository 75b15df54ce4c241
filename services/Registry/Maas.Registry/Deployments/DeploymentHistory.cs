using Maas.Errors;
using Maas.Paging;
using Maas.Storage.Database;

namespace Maas.Registry.Deployments;

/// <summary>What deployments served, and when: written with every change, and read back. Thread-safe.</summary>
internal sealed class DeploymentHistory(RegistryLedger ledger)
{
    /// <summary>Newest first; also of a deployment that was deleted.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: there never was such a deployment.</exception>
    public Task<Page<DeploymentMove>> ListAsync(
        string name, int pageSize, string pageToken, CancellationToken cancellationToken)
    {
        var id = RegistryNames.ParseDeployment(name, "name");
        var page = PageRequest.Parse(pageSize, pageToken, $"{name}/moves");
        return ledger.ReadAsync(
            async session =>
            {
                _ = await session.FindDeploymentMoveAsync(id) ?? throw RegistryErrors.ResourceNotFound(name);
                return await session.ListDeploymentMovesAsync(id, page);
            },
            cancellationToken);
    }

    /// <summary>The move in force at a time; null when there was none yet.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: there never was such a deployment.</exception>
    public Task<DeploymentMove?> LookUpAsync(string name, DateTimeOffset? time, CancellationToken cancellationToken)
    {
        var id = RegistryNames.ParseDeployment(name, "name");
        return ledger.ReadAsync(
            async session =>
            {
                _ = await session.FindDeploymentMoveAsync(id) ?? throw RegistryErrors.ResourceNotFound(name);
                return await session.FindDeploymentMoveAsync(id, time);
            },
            cancellationToken);
    }

    /// <summary>Notes what a deployment serves from now on, when that is something else than before.</summary>
    /// <param name="session">The write that changes it.</param>
    /// <param name="deployment">With its targets resolved; without routes when it was deleted.</param>
    /// <param name="time">When.</param>
    /// <param name="cause">The resource whose change did it.</param>
    /// <param name="mutation">Who.</param>
    public static async Task AppendAsync(
        DatabaseSession session, Deployment deployment, DateTimeOffset time, string cause, Mutation mutation)
    {
        var last = await session.FindDeploymentMoveAsync(deployment.Id);
        if (last?.ServesAs(deployment) is true)
        {
            return;
        }

        await session.InsertDeploymentMoveAsync(deployment.Id, new DeploymentMove
        {
            SequenceNumber = (last?.SequenceNumber ?? 0) + 1,
            Routes = deployment.Routes,
            ResolvedShadowModelVersion = deployment.ResolvedShadowModelVersion,
            MoveTime = last?.MoveTime > time ? last.MoveTime : time,
            Actor = mutation.Actor,
            Cause = cause,
        });
    }
}
