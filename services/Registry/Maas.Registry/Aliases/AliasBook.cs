using Maas.Errors;
using Maas.Names;
using Maas.Paging;
using Maas.Registry.Changes;
using Maas.Registry.Deployments;
using Maas.Registry.Models;
using Maas.Registry.Versions;
using Maas.Storage.Database;

namespace Maas.Registry.Aliases;

/// <summary>Moves aliases by compare-and-set and keeps their history. Thread-safe.</summary>
internal sealed class AliasBook(RegistryLedger ledger, ChangeLog changes, TimeProvider clock)
{
    /// <summary>What a caller expects who wants to make the alias.</summary>
    private const string ExpectNone = "none";

    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public Task<Alias> GetAsync(string name, CancellationToken cancellationToken)
    {
        var (model, id) = RegistryNames.ParseAlias(name, "name");
        return ledger.ReadAsync(
            async session => await session.FindAliasAsync(model, id) ?? throw RegistryErrors.ResourceNotFound(name),
            cancellationToken);
    }

    /// <summary>By name.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: no such model.</exception>
    public Task<Page<Alias>> ListAsync(
        string parent, int pageSize, string pageToken, CancellationToken cancellationToken)
    {
        var model = RegistryNames.ParseModel(parent, "parent");
        var page = PageRequest.Parse(pageSize, pageToken, $"{parent}/aliases");
        return ledger.ReadAsync(
            async session =>
            {
                await session.RequireModelAsync(model);
                return await session.ListAliasesAsync(model, page);
            },
            cancellationToken);
    }

    /// <summary>Newest first; also of an alias that was deleted.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: there never was such an alias.</exception>
    public Task<Page<AliasMove>> ListHistoryAsync(
        string name, int pageSize, string pageToken, CancellationToken cancellationToken)
    {
        var (model, id) = RegistryNames.ParseAlias(name, "name");
        var page = PageRequest.Parse(pageSize, pageToken, $"{name}/moves");
        return ledger.ReadAsync(
            async session => await session.GetLastMoveAsync(model, id) > 0
                ? await session.ListMovesAsync(model, id, page)
                : throw RegistryErrors.ResourceNotFound(name),
            cancellationToken);
    }

    /// <summary>Makes or moves an alias.</summary>
    /// <param name="name">The alias.</param>
    /// <param name="modelVersion">Where it shall point, a version of the same model.</param>
    /// <param name="expected">Version it must point at before; <c>none</c> when it must not exist; empty for no check.</param>
    /// <param name="etag">Etag it must have before; empty for no check.</param>
    /// <param name="mutation">Who does it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="MaasException">
    /// <c>RESOURCE_NOT_FOUND</c>, <c>ALIAS_MOVED</c>, <c>ETAG_MISMATCH</c>, <c>INVALID_FIELD</c>.
    /// </exception>
    public Task<Alias> SetAsync(
        string name, string modelVersion, string expected, string etag, Mutation mutation,
        CancellationToken cancellationToken)
    {
        var (model, id) = RegistryNames.ParseAlias(name, "alias.name");
        ResourceId.Require(id, "alias.name");
        var (versionModel, number) = RegistryNames.ParseVersion(modelVersion, "alias.model_version");
        if (versionModel != model)
        {
            throw CommonErrors.InvalidField(
                "alias.model_version", $"Expected a version of '{RegistryNames.Model(model)}', got '{modelVersion}'.");
        }

        if (expected is not ("" or ExpectNone))
        {
            RegistryNames.ParseVersion(expected, "expected_model_version");
        }

        return ledger.WriteAsync(
            mutation, session => SetAsync(session, model, id, number, expected, etag, mutation), cancellationToken);
    }

    /// <summary>Deletes an alias; its history stays.</summary>
    /// <returns>The alias as it was.</returns>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>.</exception>
    public Task<Alias> DeleteAsync(string name, string etag, Mutation mutation, CancellationToken cancellationToken)
    {
        var (model, id) = RegistryNames.ParseAlias(name, "name");
        return ledger.WriteAsync(mutation, session => DeleteAsync(session, model, id, etag, mutation), cancellationToken);
    }

    private async Task<Alias> SetAsync(
        DatabaseSession session, string model, string id, long number, string expected, string etag, Mutation mutation)
    {
        await session.RequireModelAsync(model);
        await session.RequireVersionAsync(model, number);
        var current = await session.FindAliasAsync(model, id);
        RequireExpected(RegistryNames.Alias(model, id), current, expected, etag);
        var alias = new Alias(
            model, id, number, await session.GetLastMoveAsync(model, id) + 1, clock.GetStorableNow());
        await session.PutAliasAsync(alias);
        await RecordAsync(session, alias, current?.VersionNumber, number, mutation);
        await changes.AppendAsync(
            session,
            new Change(current is null ? ChangeKind.Created : ChangeKind.Updated, alias.Name, alias.UpdateTime) { Alias = alias },
            mutation);
        await AppendFollowersAsync(session, alias, mutation);
        return alias;
    }

    private async Task<Alias> DeleteAsync(
        DatabaseSession session, string model, string id, string etag, Mutation mutation)
    {
        var name = RegistryNames.Alias(model, id);
        var current = await session.FindAliasAsync(model, id) ?? throw RegistryErrors.ResourceNotFound(name);
        RequireExpected(name, current, expected: "", etag);
        await session.DeleteAliasAsync(current);
        var gone = current with
        {
            SequenceNumber = current.SequenceNumber + 1,
            UpdateTime = clock.GetStorableNow(),
        };
        await RecordAsync(session, gone, current.VersionNumber, after: null, mutation);
        await changes.AppendAsync(
            session, new Change(ChangeKind.Deleted, name, gone.UpdateTime) { Alias = current }, mutation);
        await AppendFollowersAsync(session, gone, mutation);
        return current;
    }

    private static Task RecordAsync(DatabaseSession session, Alias alias, long? before, long? after, Mutation mutation) =>
        session.InsertMoveAsync(alias.Id, new AliasMove(
            alias.Model, alias.SequenceNumber, before, after, alias.UpdateTime, mutation.Actor));

    /// <summary>To those who serve it, a deployment has changed when an alias that it follows has moved.</summary>
    private async Task AppendFollowersAsync(DatabaseSession session, Alias alias, Mutation mutation)
    {
        foreach (var deployment in await session.ListFollowersAsync(alias.Name))
        {
            await changes.AppendAsync(
                session,
                new Change(ChangeKind.Updated, deployment.Name, alias.UpdateTime) { Deployment = deployment },
                mutation);
        }
    }

    private static void RequireExpected(string name, Alias? current, string expected, string etag)
    {
        var currentVersion = current?.ModelVersion ?? ExpectNone;
        if (expected.Length > 0 && expected != currentVersion)
        {
            throw RegistryErrors.AliasMoved(name, expected, currentVersion);
        }

        if (etag.Length > 0 && etag != current?.Etag)
        {
            throw RegistryErrors.EtagMismatch(name, current?.Etag ?? ExpectNone);
        }
    }
}
