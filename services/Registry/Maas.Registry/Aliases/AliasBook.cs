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
internal sealed class AliasBook(RegistryLedger ledger, ChangeLog changes, DeploymentFollowers followers, TimeProvider clock)
{
    /// <summary>What a caller expects who wants to make the alias.</summary>
    private const string ExpectNone = "none";

    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public Task<Alias> GetAsync(string name, CancellationToken cancellationToken)
    {
        var (model, id) = RegistryNames.ParseAlias(name, "name");
        return ledger.ReadAsync(
            async session =>
            {
                await session.RequireModelAsync(model);
                return await session.FindAliasAsync(model, id) ?? throw RegistryErrors.ResourceNotFound(name);
            },
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

    /// <summary>Makes or moves an alias.</summary>
    /// <param name="name">The alias.</param>
    /// <param name="modelVersion">Where it shall point, a version of the same model.</param>
    /// <param name="expected">Version it must point at before; <c>none</c> when it must not exist; empty for no check.</param>
    /// <param name="etag">Etag it must have before; empty for no check.</param>
    /// <param name="mutation">Who does it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="MaasException">
    /// <c>RESOURCE_NOT_FOUND</c>, <c>ALIAS_MOVED</c>, <c>ETAG_MISMATCH</c>, <c>STATE_CONFLICT</c>, <c>INVALID_FIELD</c>.
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

    /// <summary>Moves an alias to where it pointed before its last move, or at a time.</summary>
    /// <param name="name">The alias; it may have been deleted.</param>
    /// <param name="time">Null for before the last move.</param>
    /// <param name="expected">Version it must point at before; empty for no check.</param>
    /// <param name="etag">Etag it must have before; empty for no check.</param>
    /// <param name="mutation">Who does it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="MaasException">
    /// <c>RESOURCE_NOT_FOUND</c>, <c>ALIAS_MOVED</c>, <c>ETAG_MISMATCH</c>, <c>NOTHING_TO_ROLL_BACK</c>, <c>STATE_CONFLICT</c>.
    /// </exception>
    public Task<Alias> RollbackAsync(
        string name, DateTimeOffset? time, string expected, string etag, Mutation mutation, CancellationToken cancellationToken)
    {
        var (model, id) = RegistryNames.ParseAlias(name, "name");
        if (expected is not ("" or ExpectNone))
        {
            RegistryNames.ParseVersion(expected, "expected_model_version");
        }

        return ledger.WriteAsync(
            mutation,
            async session =>
            {
                var last = await session.FindAliasMoveAsync(model, id) ?? throw RegistryErrors.ResourceNotFound(name);
                RequireExpected(name, await session.FindAliasAsync(model, id), expected, etag);
                var number = time is null
                    ? last.PreviousVersionNumber
                    : (await session.FindAliasMoveAsync(model, id, time))?.VersionNumber;
                return number is { } back && back != last.VersionNumber
                    ? await SetAsync(session, model, id, back, expected, etag, mutation, isRollback: true)
                    : throw RegistryErrors.NothingToRollBack(name);
            },
            cancellationToken);
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
        DatabaseSession session, string model, string id, long number, string expected, string etag, Mutation mutation,
        bool isRollback = false)
    {
        await session.RequireModelAsync(model);
        var current = await session.FindAliasAsync(model, id);
        RequireExpected(RegistryNames.Alias(model, id), current, expected, etag);
        await session.GetServableVersionAsync(model, number);
        var move = await NextMoveAsync(session, model, id, clock) with
        {
            PreviousVersionNumber = current?.VersionNumber,
            VersionNumber = number,
            Actor = mutation.Actor,
            IsRollback = isRollback,
        };
        var alias = new Alias(model, id, number, move.SequenceNumber, move.MoveTime);
        await session.PutAliasAsync(alias);
        await session.InsertMoveAsync(id, move);
        await changes.AppendAsync(
            session,
            new Change(current is null ? ChangeKind.Created : ChangeKind.Updated, alias.Name, alias.UpdateTime) { Alias = alias },
            mutation, current?.Etag ?? "");
        await followers.FollowAliasAsync(session, alias, mutation);
        return alias;
    }

    private async Task<Alias> DeleteAsync(
        DatabaseSession session, string model, string id, string etag, Mutation mutation)
    {
        var name = RegistryNames.Alias(model, id);
        await session.RequireModelAsync(model);
        var current = await session.FindAliasAsync(model, id) ?? throw RegistryErrors.ResourceNotFound(name);
        RequireExpected(name, current, expected: "", etag);
        await session.DeleteAliasAsync(current);
        var move = await NextMoveAsync(session, model, id, clock) with
        {
            PreviousVersionNumber = current.VersionNumber,
            Actor = mutation.Actor,
        };
        await session.InsertMoveAsync(id, move);
        await changes.AppendAsync(
            session, new Change(ChangeKind.Deleted, name, move.MoveTime) { Alias = current }, mutation, current.Etag);
        await followers.FollowAliasAsync(session, current, mutation);
        return current;
    }

    /// <summary>Ends the history of the aliases of a version that is purged with its model.</summary>
    public static async Task CloseAsync(DatabaseSession session, string model, long number, TimeProvider clock, Mutation mutation)
    {
        foreach (var name in await session.ListAliasNamesAsync(model, number))
        {
            var (_, id) = RegistryNames.ParseAlias(name, "name");
            await session.InsertMoveAsync(id, await NextMoveAsync(session, model, id, clock) with
            {
                PreviousVersionNumber = number,
                Actor = mutation.Actor,
            });
        }

        await session.DeleteAliasesAsync(model, number);
    }

    private static async Task<AliasMove> NextMoveAsync(DatabaseSession session, string model, string id, TimeProvider clock)
    {
        var last = await session.FindAliasMoveAsync(model, id);
        var now = clock.GetStorableNow();
        return new AliasMove(
            model, (last?.SequenceNumber ?? 0) + 1, PreviousVersionNumber: null, VersionNumber: null,
            last?.MoveTime > now ? last.MoveTime : now, Actor: "");
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
