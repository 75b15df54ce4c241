using Maas.Errors;
using Maas.Registry.Aliases;
using Maas.Registry.Changes;
using Maas.Registry.Deployments;
using Maas.Registry.Models;
using Maas.Storage.Database;
using Microsoft.Extensions.Options;

namespace Maas.Registry.Versions;

/// <summary>Moves versions from state to state; nothing else of a version ever changes. Thread-safe.</summary>
internal sealed class VersionStates(
    RegistryLedger ledger, ChangeLog changes, DeploymentFollowers followers, IOptions<RegistryOptions> options, TimeProvider clock)
{
    private const int MaxReasonLength = 1024;

    /// <summary>Deletes a version; until it expires it can be brought back.</summary>
    /// <exception cref="MaasException">
    /// <c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>, <c>STATE_CONFLICT</c>, <c>RESOURCE_IN_USE</c>.
    /// </exception>
    public Task<ModelVersion> DeleteAsync(string name, string etag, Mutation mutation, CancellationToken cancellationToken) =>
        ChangeAsync(name, etag, mutation, async (session, version) =>
        {
            RequireState(version, version.State != ModelVersionState.Deleted, "not Deleted");
            await RequireUnusedAsync(session, version);
            var now = clock.GetStorableNow();
            return version with
            {
                State = ModelVersionState.Deleted,
                StateBeforeDeletion = version.State,
                DeleteTime = now,
                ExpireTime = now + options.Value.DeletedRetention,
            };
        }, cancellationToken);

    /// <summary>Brings a deleted version back, in the state it had.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>STATE_CONFLICT</c>.</exception>
    public Task<ModelVersion> UndeleteAsync(string name, Mutation mutation, CancellationToken cancellationToken) =>
        ChangeAsync(name, etag: "", mutation, (_, version) =>
        {
            RequireState(version, version.State == ModelVersionState.Deleted, "Deleted");
            if (version.ExpireTime <= clock.GetUtcNow())
            {
                throw RegistryErrors.ResourceNotFound(version.Name);
            }

            return Task.FromResult(version with { State = version.StateBeforeDeletion, DeleteTime = null, ExpireTime = null });
        }, cancellationToken);

    /// <summary>Marks a version as not to be chosen any more; it is served on.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>, <c>STATE_CONFLICT</c>, <c>INVALID_FIELD</c>.</exception>
    public Task<ModelVersion> DeprecateAsync(
        string name, string reason, string etag, Mutation mutation, CancellationToken cancellationToken)
    {
        RequireReason(reason);
        return ChangeAsync(name, etag, mutation, (_, version) =>
        {
            RequireState(version, version.State == ModelVersionState.Ready, "Ready");
            return Task.FromResult(version with { State = ModelVersionState.Deprecated, StateReason = reason });
        }, cancellationToken);
    }

    /// <summary>Forbids a version: replicas let go of it.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>, <c>STATE_CONFLICT</c>, <c>INVALID_FIELD</c>.</exception>
    public Task<ModelVersion> QuarantineAsync(
        string name, string reason, string etag, Mutation mutation, CancellationToken cancellationToken)
    {
        RequireReason(reason);
        return ChangeAsync(name, etag, mutation, (_, version) =>
        {
            RequireState(version, version.IsServable, "Ready or Deprecated");
            return Task.FromResult(version with { State = ModelVersionState.Quarantined, StateReason = reason });
        }, cancellationToken);
    }

    /// <summary>Makes a deprecated or quarantined version ready again.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>, <c>STATE_CONFLICT</c>.</exception>
    public Task<ModelVersion> ReinstateAsync(string name, string etag, Mutation mutation, CancellationToken cancellationToken) =>
        ChangeAsync(name, etag, mutation, (_, version) =>
        {
            RequireState(
                version, version.State is ModelVersionState.Deprecated or ModelVersionState.Quarantined, "Deprecated or Quarantined");
            return Task.FromResult(version with { State = ModelVersionState.Ready, StateReason = "" });
        }, cancellationToken);

    private Task<ModelVersion> ChangeAsync(
        string name, string etag, Mutation mutation, Func<DatabaseSession, ModelVersion, Task<ModelVersion>> change,
        CancellationToken cancellationToken)
    {
        var (model, number) = RegistryNames.ParseVersion(name, "name");
        return ledger.WriteAsync(mutation, async session =>
        {
            await session.RequireModelAsync(model);
            var before = await session.GetVersionAsync(model, number);
            if (etag.Length > 0 && etag != before.Etag)
            {
                throw RegistryErrors.EtagMismatch(before.Name, before.Etag);
            }

            var after = await change(session, before) with { Revision = await ChangeLog.NextRevisionAsync(session) };
            await session.UpdateVersionAsync(after);
            var kind = after.State == ModelVersionState.Deleted ? ChangeKind.Deleted : ChangeKind.Updated;
            await changes.AppendAsync(
                session, new Change(kind, after.Name, clock.GetStorableNow()) { ModelVersion = after }, mutation, before.Etag);
            if (before.IsServable != after.IsServable)
            {
                await followers.FollowVersionAsync(session, after, mutation);
            }

            return after;
        }, cancellationToken);
    }

    private static async Task RequireUnusedAsync(DatabaseSession session, ModelVersion version)
    {
        var aliases = await session.ListAliasNamesAsync(version.Model, version.Number);
        var deployments = await session.ListFollowersAsync([version.Name]);
        string[] users = [.. aliases, .. deployments.Select(deployment => deployment.Name)];
        if (users.Length > 0)
        {
            throw RegistryErrors.ResourceInUse(version.Name, users);
        }
    }

    private static void RequireState(ModelVersion version, bool holds, string expected)
    {
        if (!holds)
        {
            throw RegistryErrors.StateConflict(version.Name, version.State.ToString(), expected);
        }
    }

    private static void RequireReason(string reason)
    {
        var checks = new FieldChecks();
        checks.RequireLength(reason, MaxReasonLength, "reason");
        checks.ThrowIfAny();
    }
}
