using Maas.Paging;
using Maas.Registry.Aliases;
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

        /// <summary>Deployments that have a target, by name.</summary>
        public async Task<IReadOnlyList<Deployment>> ListFollowersAsync(string target)
        {
            var rows = await session.QueryAsync<string>(
                """
                SELECT d.deployment_json FROM deployments d
                JOIN deployment_targets t ON t.deployment_id = d.deployment_id
                WHERE t.target = @target ORDER BY d.deployment_id
                """,
                new { target });
            return await ReadAllAsync(session, rows);
        }

        public async Task PutDeploymentAsync(Deployment deployment)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO deployments (deployment_id, deployment_json) VALUES (@Id, @json)
                ON CONFLICT (deployment_id) DO UPDATE SET deployment_json = excluded.deployment_json
                """,
                new { deployment.Id, json = DatabaseJson.Write(deployment) });
            await session.ExecuteAsync("DELETE FROM deployment_targets WHERE deployment_id = @Id", new { deployment.Id });
            foreach (var route in deployment.Routes)
            {
                await session.ExecuteAsync(
                    "INSERT INTO deployment_targets (deployment_id, target) VALUES (@Id, @Target)",
                    new { deployment.Id, route.Target });
            }
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
                var resolved = RegistryNames.TryParseAlias(route.Target, out var model, out var id)
                    ? (await session.FindAliasAsync(model, id))?.ModelVersion ?? ""
                    : route.Target;
                routes.Add(route with { ResolvedModelVersion = resolved });
            }

            return deployment with { Routes = routes };
        }
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
