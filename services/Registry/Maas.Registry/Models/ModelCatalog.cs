using Maas.Filtering;
using Maas.Names;
using Maas.Paging;
using Maas.Registry.Changes;
using Maas.Registry.Search;
using Maas.Storage.Database;

namespace Maas.Registry.Models;

/// <summary>Creates, reads and changes models. Thread-safe.</summary>
internal sealed class ModelCatalog(RegistryLedger ledger, ChangeLog changes, TimeProvider clock)
{
    /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public Task<Model> GetAsync(string name, CancellationToken cancellationToken)
    {
        var id = RegistryNames.ParseModel(name, "name");
        return ledger.ReadAsync(session => session.GetModelAsync(id), cancellationToken);
    }

    /// <summary>What matches a filter.</summary>
    /// <param name="filter">In the filter language; empty for all.</param>
    /// <param name="orderBy">A field, or a field and <c>desc</c>; empty for newest first.</param>
    /// <param name="showDeleted">Also those that can be undeleted.</param>
    /// <param name="pageSize">See <see cref="PageRequest"/>.</param>
    /// <param name="pageToken">See <see cref="PageRequest"/>.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="Errors.MaasException"><c>INVALID_FIELD</c>, <c>PAGE_TOKEN_INVALID</c>.</exception>
    public Task<Page<Model>> ListAsync(
        string filter, string orderBy, bool showDeleted, int pageSize, string pageToken, CancellationToken cancellationToken)
    {
        var order = orderBy.Length == 0 ? ModelSearch.DefaultOrder : SearchOrder.Parse(orderBy, ModelSearch.Schema, ModelSearch.Key);
        var list = new ModelList(Filter.Parse(filter), order, showDeleted);
        var page = PageRequest.Parse(pageSize, pageToken, $"models\n{filter}\n{orderBy}\n{showDeleted}");
        return ledger.ReadAsync(session => session.ListModelsAsync(list, page), cancellationToken);
    }

    /// <param name="values">What the caller chose; names, times and counters are set here.</param>
    /// <param name="mutation">Who does it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="Errors.MaasException"><c>RESOURCE_ALREADY_EXISTS</c>, <c>INVALID_FIELD</c>.</exception>
    public Task<Model> CreateAsync(Model values, Mutation mutation, CancellationToken cancellationToken)
    {
        ResourceId.RequireDotted(values.Id, "model_id");
        var checks = new FieldChecks();
        values.Check(checks);
        checks.ThrowIfAny();
        return ledger.WriteAsync(mutation, session => CreateAsync(session, values, mutation), cancellationToken);
    }

    /// <param name="name">The model.</param>
    /// <param name="values">New values of the fields that <paramref name="paths"/> names.</param>
    /// <param name="paths">See <see cref="UpdateMask"/>.</param>
    /// <param name="etag">Guards the write; empty for none.</param>
    /// <param name="mutation">Who does it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="Errors.MaasException">
    /// <c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>, <c>INVALID_FIELD</c>.
    /// </exception>
    public Task<Model> UpdateAsync(
        string name, Model values, IReadOnlyCollection<string>? paths, string etag, Mutation mutation,
        CancellationToken cancellationToken)
    {
        var id = RegistryNames.ParseModel(name, "model.name");
        var mask = UpdateMask.Parse(paths, "display_name", "description", "labels");
        return ledger.WriteAsync(
            mutation, session => UpdateAsync(session, id, values, mask, etag, mutation), cancellationToken);
    }

    private async Task<Model> CreateAsync(DatabaseSession session, Model values, Mutation mutation)
    {
        if (await session.FindModelAsync(values.Id) is { } existing)
        {
            throw RegistryErrors.ResourceAlreadyExists(existing.Name, existing.ExpireTime);
        }

        var now = clock.GetStorableNow();
        var model = new Model
        {
            Id = values.Id,
            Uid = Guid.NewGuid().ToString("D"),
            DisplayName = values.DisplayName,
            Description = values.Description,
            Labels = values.Labels,
            CreateTime = now,
            UpdateTime = now,
            Revision = await ChangeLog.NextRevisionAsync(session),
        };
        model = await session.InsertModelAsync(model);
        await changes.AppendAsync(
            session, new Change(ChangeKind.Created, model.Name, now) { Model = model }, mutation, beforeEtag: "");
        return model;
    }

    private async Task<Model> UpdateAsync(
        DatabaseSession session, string id, Model values, UpdateMask mask, string etag, Mutation mutation)
    {
        await session.RequireModelAsync(id);
        var current = await session.GetModelAsync(id);
        if (etag.Length > 0 && etag != current.Etag)
        {
            throw RegistryErrors.EtagMismatch(current.Name, current.Etag);
        }

        var model = current with
        {
            DisplayName = mask.Includes("display_name", values.DisplayName.Length > 0) ? values.DisplayName : current.DisplayName,
            Description = mask.Includes("description", values.Description.Length > 0) ? values.Description : current.Description,
            Labels = mask.Includes("labels", values.Labels.Count > 0) ? values.Labels : current.Labels,
            UpdateTime = clock.GetStorableNow(),
            Revision = await ChangeLog.NextRevisionAsync(session),
        };
        var checks = new FieldChecks();
        model.Check(checks);
        checks.ThrowIfAny();
        await session.UpdateModelAsync(model);
        await changes.AppendAsync(
            session, new Change(ChangeKind.Updated, model.Name, model.UpdateTime) { Model = model }, mutation,
            current.Etag);
        return model;
    }
}
