using Maas.Errors;
using Maas.Names;
using Maas.Paging;
using Maas.Registry.Changes;
using Maas.Storage.Database;

namespace Maas.Registry.Deployments;

/// <summary>Keeps what shall be served, and shows what replicas say of it. Thread-safe.</summary>
internal sealed class DeploymentBoard(
    RegistryLedger ledger, ChangeLog changes, ReplicaReports reports, TimeProvider clock)
{
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public async Task<Deployment> GetAsync(string name, CancellationToken cancellationToken)
    {
        var id = RegistryNames.ParseDeployment(name, "name");
        return WithReports(await ledger.ReadAsync(session => session.GetDeploymentAsync(id), cancellationToken));
    }

    /// <summary>By name.</summary>
    /// <returns>A page, and on the first one the revision that it shows; 0 on later ones.</returns>
    public async Task<(Page<Deployment> Page, long Revision)> ListAsync(
        int pageSize, string pageToken, CancellationToken cancellationToken)
    {
        var request = PageRequest.Parse(pageSize, pageToken, "deployments");
        var (page, revision) = await ledger.ReadAsync(
            async session => (
                await session.ListDeploymentsAsync(request),
                request.After is null ? await ChangeLog.CurrentRevisionAsync(session) : 0),
            cancellationToken);
        return (page with { Rows = [.. page.Rows.Select(WithReports)] }, revision);
    }

    /// <param name="values">What the caller chose; names, times and counters are set here.</param>
    /// <param name="mutation">Who does it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="MaasException">
    /// <c>RESOURCE_ALREADY_EXISTS</c>, <c>RESOURCE_NOT_FOUND</c>: the model or a target. <c>INVALID_FIELD</c>.
    /// </exception>
    public Task<Deployment> CreateAsync(Deployment values, Mutation mutation, CancellationToken cancellationToken)
    {
        ResourceId.RequireDotted(values.Id, "deployment_id");
        RegistryNames.ParseModel(values.Model, "deployment.model");
        return ledger.WriteAsync(mutation, session => CreateAsync(session, values, mutation), cancellationToken);
    }

    /// <param name="name">The deployment.</param>
    /// <param name="values">New values of the fields that <paramref name="paths"/> names.</param>
    /// <param name="paths">See <see cref="UpdateMask"/>.</param>
    /// <param name="etag">Guards the write; empty for none.</param>
    /// <param name="mutation">Who does it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="MaasException">
    /// <c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>, <c>INVALID_FIELD</c>.
    /// </exception>
    public async Task<Deployment> UpdateAsync(
        string name, Deployment values, IReadOnlyCollection<string>? paths, string etag, Mutation mutation,
        CancellationToken cancellationToken)
    {
        var id = RegistryNames.ParseDeployment(name, "deployment.name");
        var mask = UpdateMask.Parse(paths, "routes", "shadow_target", "device_policy", "monitoring_sample_ratio", "labels");
        return WithReports(await ledger.WriteAsync(
            mutation, session => UpdateAsync(session, id, values, mask, etag, mutation), cancellationToken));
    }

    /// <returns>The deployment as it was.</returns>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>.</exception>
    public async Task<Deployment> DeleteAsync(
        string name, string etag, Mutation mutation, CancellationToken cancellationToken)
    {
        var id = RegistryNames.ParseDeployment(name, "name");
        var gone = await ledger.WriteAsync(
            mutation, session => DeleteAsync(session, id, etag, mutation), cancellationToken);
        reports.Forget(id);
        return gone;
    }

    /// <summary>Pins a deployment to the versions that it served before its last move, or at a time.</summary>
    /// <exception cref="MaasException">
    /// <c>RESOURCE_NOT_FOUND</c>, <c>ETAG_MISMATCH</c>, <c>NOTHING_TO_ROLL_BACK</c>, <c>STATE_CONFLICT</c>.
    /// </exception>
    public async Task<Deployment> RollbackAsync(
        string name, DateTimeOffset? time, string etag, Mutation mutation, CancellationToken cancellationToken)
    {
        var id = RegistryNames.ParseDeployment(name, "name");
        return WithReports(await ledger.WriteAsync(
            mutation, session => RollbackAsync(session, id, time, etag, mutation), cancellationToken));
    }

    /// <summary>Takes what a replica says.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>INVALID_FIELD</c>, <c>LIMIT_REACHED</c>.</exception>
    public async Task ReportAsync(
        string name, string replica, IReadOnlyList<ReplicaStatus> statuses, CancellationToken cancellationToken)
    {
        var id = RegistryNames.ParseDeployment(name, "deployment");
        await ledger.ReadAsync(session => session.RequireDeploymentAsync(id), cancellationToken);
        reports.Put(id, replica, statuses);
    }

    private async Task<Deployment> CreateAsync(DatabaseSession session, Deployment values, Mutation mutation)
    {
        if (await session.FindDeploymentAsync(values.Id) is { } existing)
        {
            throw RegistryErrors.ResourceAlreadyExists(existing.Name);
        }

        var now = clock.GetStorableNow();
        var deployment = values with { Uid = Guid.NewGuid().ToString("D"), CreateTime = now, UpdateTime = now };
        return await PutAsync(session, deployment, before: null, mutation);
    }

    private async Task<Deployment> UpdateAsync(
        DatabaseSession session, string id, Deployment values, UpdateMask mask, string etag, Mutation mutation)
    {
        var current = await session.GetDeploymentAsync(id);
        RequireEtag(current, etag);
        if (values.Model.Length > 0 && values.Model != current.Model)
        {
            throw CommonErrors.InvalidField("deployment.model", $"Cannot be changed: it is '{current.Model}', got '{values.Model}'.");
        }

        var deployment = current with
        {
            Routes = mask.Includes("routes", values.Routes.Count > 0) ? values.Routes : current.Routes,
            ShadowTarget = mask.Includes("shadow_target", values.ShadowTarget.Length > 0) ? values.ShadowTarget : current.ShadowTarget,
            DevicePolicy = mask.Includes("device_policy", values.DevicePolicy != DevicePolicy.Unspecified)
                ? values.DevicePolicy : current.DevicePolicy,
            MonitoringSampleRatio = mask.Includes("monitoring_sample_ratio", values.MonitoringSampleRatio is not null)
                ? values.MonitoringSampleRatio : current.MonitoringSampleRatio,
            Labels = mask.Includes("labels", values.Labels.Count > 0) ? values.Labels : current.Labels,
            UpdateTime = clock.GetStorableNow(),
        };
        return await PutAsync(session, deployment, current, mutation);
    }

    private async Task<Deployment> RollbackAsync(
        DatabaseSession session, string id, DateTimeOffset? time, string etag, Mutation mutation)
    {
        var current = await session.GetDeploymentAsync(id);
        RequireEtag(current, etag);
        var last = await session.FindDeploymentMoveAsync(id);
        var move = time is null
            ? await session.FindDeploymentMoveAsync(id, (last?.SequenceNumber ?? 0) - 1)
            : await session.FindDeploymentMoveAsync(id, time);
        if (move is null or { Routes: [] } || move.Routes.Any(route => route.ResolvedModelVersion.Length == 0))
        {
            // Nothing was there, or nothing that could be served.
            throw RegistryErrors.NothingToRollBack(current.Name);
        }

        var pinned = current with
        {
            // Two targets may have stood for one version.
            Routes =
            [
                .. move.Routes.GroupBy(route => route.ResolvedModelVersion, StringComparer.Ordinal)
                    .Select(same => new Route(same.Key, same.Sum(route => route.TrafficPercent))),
            ],
            ShadowTarget = move.ResolvedShadowModelVersion,
            UpdateTime = clock.GetStorableNow(),
        };
        return await PutAsync(session, pinned, current, mutation);
    }

    private async Task<Deployment> PutAsync(
        DatabaseSession session, Deployment values, Deployment? before, Mutation mutation)
    {
        var checks = new FieldChecks();
        DeploymentRules.Check(values, checks);
        checks.ThrowIfAny();
        await DeploymentRules.RequireTargetsAsync(session, values);
        var deployment = await session.ResolveAsync(
            values with { Revision = await ChangeLog.NextRevisionAsync(session) });
        await session.PutDeploymentAsync(deployment);
        await DeploymentHistory.AppendAsync(session, deployment, deployment.UpdateTime, deployment.Name, mutation);
        var kind = before is null ? ChangeKind.Created : ChangeKind.Updated;
        await changes.AppendAsync(
            session, new Change(kind, deployment.Name, deployment.UpdateTime) { Deployment = deployment }, mutation,
            before?.Etag ?? "");
        return deployment;
    }

    private async Task<Deployment> DeleteAsync(DatabaseSession session, string id, string etag, Mutation mutation)
    {
        var current = await session.GetDeploymentAsync(id);
        RequireEtag(current, etag);
        await session.DeleteDeploymentAsync(id);
        var now = clock.GetStorableNow();
        await DeploymentHistory.AppendAsync(
            session, current with { Routes = [], ResolvedShadowModelVersion = "" }, now, current.Name, mutation);
        await changes.AppendAsync(
            session, new Change(ChangeKind.Deleted, current.Name, now) { Deployment = current }, mutation, current.Etag);
        return current;
    }

    private static void RequireEtag(Deployment current, string etag)
    {
        if (etag.Length > 0 && etag != current.Etag)
        {
            throw RegistryErrors.EtagMismatch(current.Name, current.Etag);
        }
    }

    private Deployment WithReports(Deployment deployment) => deployment with { ReplicaStatuses = reports.List(deployment.Id) };
}
