using Maas.Errors;
using Maas.Registry.Changes;
using Maas.Registry.Deployments;
using Maas.Storage.Database;
using Microsoft.Extensions.Options;

namespace Maas.Registry.Models;

/// <summary>Deletes models, with all that belongs to them, and brings them back. Thread-safe.</summary>
internal sealed class ModelStates(
    RegistryLedger ledger, ChangeLog changes, IOptions<RegistryOptions> options, TimeProvider clock)
{
    /// <summary>Deletes a model; until it expires it can be brought back.</summary>
    /// <exception cref="MaasException">
    /// <c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>, <c>STATE_CONFLICT</c>, <c>RESOURCE_IN_USE</c>.
    /// </exception>
    public Task<Model> DeleteAsync(string name, string etag, Mutation mutation, CancellationToken cancellationToken)
    {
        var id = RegistryNames.ParseModel(name, "name");
        return ledger.WriteAsync(mutation, session => DeleteAsync(session, id, etag, mutation), cancellationToken);
    }

    /// <summary>Brings a deleted model back as it was.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>STATE_CONFLICT</c>.</exception>
    public Task<Model> UndeleteAsync(string name, Mutation mutation, CancellationToken cancellationToken)
    {
        var id = RegistryNames.ParseModel(name, "name");
        return ledger.WriteAsync(
            mutation,
            async session =>
            {
                var current = await session.GetModelAsync(id);
                if (current.ExpireTime <= clock.GetUtcNow())
                {
                    // The collector may be at it; there is no half way back.
                    throw RegistryErrors.ResourceNotFound(current.Name);
                }

                return current.DeleteTime is null
                    ? throw RegistryErrors.StateConflict(current.Name, "not Deleted", "Deleted")
                    : await PutAsync(session, current, current with { DeleteTime = null, ExpireTime = null }, mutation);
            },
            cancellationToken);
    }

    private async Task<Model> DeleteAsync(DatabaseSession session, string id, string etag, Mutation mutation)
    {
        await session.RequireModelAsync(id);
        var current = await session.GetModelAsync(id);
        if (etag.Length > 0 && etag != current.Etag)
        {
            throw RegistryErrors.EtagMismatch(current.Name, current.Etag);
        }

        if (await session.ListDeploymentNamesAsync(current.Name) is { Count: > 0 } deployments)
        {
            throw RegistryErrors.ResourceInUse(current.Name, deployments);
        }

        var now = clock.GetStorableNow();
        var deleted = current with { DeleteTime = now, ExpireTime = now + options.Value.DeletedRetention };
        return await PutAsync(session, current, deleted, mutation);
    }

    private async Task<Model> PutAsync(DatabaseSession session, Model before, Model after, Mutation mutation)
    {
        var now = clock.GetStorableNow();
        after = after with { UpdateTime = now, Revision = await ChangeLog.NextRevisionAsync(session) };
        await session.UpdateModelAsync(after);
        await session.HideVersionsAsync(after.Id, isHidden: after.DeleteTime is not null);
        var kind = after.DeleteTime is null ? ChangeKind.Updated : ChangeKind.Deleted;
        await changes.AppendAsync(session, new Change(kind, after.Name, now) { Model = after }, mutation, before.Etag);
        return after;
    }
}
