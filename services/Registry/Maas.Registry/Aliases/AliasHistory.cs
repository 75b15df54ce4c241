using Maas.Errors;
using Maas.Paging;

namespace Maas.Registry.Aliases;

/// <summary>Where aliases pointed, and when. Thread-safe.</summary>
internal sealed class AliasHistory(RegistryLedger ledger)
{
    /// <summary>Newest first; also of an alias that was deleted.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: there never was such an alias.</exception>
    public Task<Page<AliasMove>> ListAsync(string name, int pageSize, string pageToken, CancellationToken cancellationToken)
    {
        var (model, id) = RegistryNames.ParseAlias(name, "name");
        var page = PageRequest.Parse(pageSize, pageToken, $"{name}/moves");
        return ledger.ReadAsync(
            async session =>
            {
                _ = await session.FindAliasMoveAsync(model, id) ?? throw RegistryErrors.ResourceNotFound(name);
                return await session.ListMovesAsync(model, id, page);
            },
            cancellationToken);
    }

    /// <summary>The move in force at a time, now for null; null when there was none yet.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: there never was such an alias.</exception>
    public Task<AliasMove?> LookUpAsync(string name, DateTimeOffset? time, CancellationToken cancellationToken)
    {
        var (model, id) = RegistryNames.ParseAlias(name, "name");
        return ledger.ReadAsync(
            async session =>
            {
                _ = await session.FindAliasMoveAsync(model, id) ?? throw RegistryErrors.ResourceNotFound(name);
                return await session.FindAliasMoveAsync(model, id, time);
            },
            cancellationToken);
    }
}
