using Maas.Paging;
using Maas.Registry.Aliases;
using Maas.Registry.Versions;
using Maas.Storage.Database;

namespace Maas.Registry.Deployments;

/// <summary>
/// Deployments in the database, read with their targets resolved. Every method runs in the session of its caller.
/// </summary>
internal static class DeploymentTable
{
    extension(DatabaseSession session)
    {
        public async Task<Deployment?> FindDeploymentAsync(string id)
        {
            var json = await session.FindAsync<string>(
                "SELECT deployment_json FROM deployments WHERE deployment_id = @id", new { id });
            return json is null ? null : await session.ResolveAsync(DatabaseJson.Read<Deployment>(json));
        }

        /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
        public async Task<Deployment> GetDeploymentAsync(string id) =>
            await session.FindDeploymentAsync(id)
            ?? throw RegistryErrors.ResourceNotFound(RegistryNames.Deployment(id));

        /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
        public async Task<string> RequireDeploymentAsync(string id) =>
            await session.FindAsync<string>("SELECT deployment_id FROM deployments WHERE deployment_id = @id", new { id })
            ?? throw RegistryErrors.ResourceNotFound(RegistryNames.Deployment(id));

        /// <summary>By name.</summary>
        public async Task<Page<Deployment>> ListDeploymentsAsync(PageRequest page)
        {
            var rows = await session.QueryAsync<string>(
                """
                SELECT deployment_json FROM deployments
                WHERE deployment_id > @after ORDER BY deployment_id LIMIT @limit
                """,
                new { after = page.After ?? "", limit = page.Size + 1 });
            return page.Next(await ReadAllAsync(session, rows), deployment => deployment.Id);
        }

        /// <summary>Deployments that name any of these aliases and versions, by name.</summary>
        public async Task<IReadOnlyList<Deployment>> ListFollowersAsync(IReadOnlyList<string> targets)
        {
            var rows = await session.QueryAsync<string>(
                """
                SELECT deployment_json FROM deployments
                WHERE deployment_id IN (SELECT deployment_id FROM deployment_targets WHERE target IN @targets)
                ORDER BY deployment_id
                """,
                new { targets });
            return await ReadAllAsync(session, rows);
        }

        /// <summary>Deployments that serve a model, by name.</summary>
        public async Task<IReadOnlyList<Deployment>> ListDeploymentsOfAsync(string modelName)
        {
            var rows = await session.QueryAsync<string>(
                "SELECT deployment_json FROM deployments WHERE model_name = @modelName ORDER BY deployment_id", new { modelName });
            return await ReadAllAsync(session, rows);
        }

        /// <summary>Names of the deployments that serve a model.</summary>
        public async Task<IReadOnlyList<string>> ListDeploymentNamesAsync(string modelName)
        {
            var ids = await session.QueryAsync<string>(
                "SELECT deployment_id FROM deployments WHERE model_name = @modelName ORDER BY deployment_id", new { modelName });
            return [.. ids.Select(RegistryNames.Deployment)];
        }

        public async Task PutDeploymentAsync(Deployment deployment)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO deployments (deployment_id, deployment_json, model_name) VALUES (@Id, @json, @Model)
                ON CONFLICT (deployment_id) DO UPDATE SET deployment_json = excluded.deployment_json
                """,
                new { deployment.Id, deployment.Model, json = DatabaseJson.Write(deployment) });
            await session.ExecuteAsync("DELETE FROM deployment_targets WHERE deployment_id = @Id", new { deployment.Id });
            await session.ExecuteManyAsync(
                "INSERT INTO deployment_targets (deployment_id, target) VALUES (@Id, @target)",
                deployment.Targets.Select(target => new { deployment.Id, target }));
        }

        /// <summary>Its targets go with it.</summary>
        public Task DeleteDeploymentAsync(string id) =>
            session.ExecuteAsync("DELETE FROM deployments WHERE deployment_id = @id", new { id });

        /// <summary>Sets what each target stands for now.</summary>
        public async Task<Deployment> ResolveAsync(Deployment deployment)
        {
            var routes = new List<Route>();
            foreach (var route in deployment.Routes)
            {
                routes.Add(route with { ResolvedModelVersion = await ResolveAsync(session, route.Target) });
            }

            return deployment with
            {
                Routes = routes,
                QuarantinedModelVersions = await session.ListQuarantinedAsync(deployment.Model),
                ResolvedShadowModelVersion =
                    deployment.ShadowTarget.Length > 0 ? await ResolveAsync(session, deployment.ShadowTarget) : "",
            };
        }
    }

    private static async Task<string> ResolveAsync(DatabaseSession session, string target)
    {
        if (!RegistryNames.TryParseVersion(target, out var model, out var number))
        {
            _ = RegistryNames.TryParseAlias(target, out model, out var id);
            if (await session.FindAliasAsync(model, id) is not { } alias)
            {
                return "";
            }

            number = alias.VersionNumber;
        }

        var version = await session.FindVersionAsync(model, number);
        return version is { IsServable: true } ? version.Name : "";
    }

    private static async Task<List<Deployment>> ReadAllAsync(DatabaseSession session, IReadOnlyList<string> rows)
    {
        var deployments = new List<Deployment>();
        foreach (var row in rows)
        {
            deployments.Add(await session.ResolveAsync(DatabaseJson.Read<Deployment>(row)));
        }

        return deployments;
    }
}
