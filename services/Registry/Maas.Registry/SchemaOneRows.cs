using Maas.Registry.Deployments;
using Maas.Registry.Models;
using Maas.Registry.Versions;
using Maas.Storage.Database;

namespace Maas.Registry;

/// <summary>
/// Completes what a registry of schema 1 wrote: there, what is searched stood in JSON alone, and deployments had no
/// history. Done once, when the database is opened; a crash in between leaves it undone.
/// </summary>
internal static class SchemaOneRows
{
    public static Task CompleteAsync(RelationalDatabase database, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async session =>
            {
                await CompleteModelsAsync(session);
                await CompleteVersionsAsync(session);
                await CompleteDeploymentsAsync(session);
            },
            cancellationToken);

    private static async Task CompleteModelsAsync(DatabaseSession session)
    {
        foreach (var id in await session.QueryAsync<string>("SELECT model_id FROM models WHERE update_micros = 0"))
        {
            await session.IndexModelAsync(await session.GetModelAsync(id));
        }
    }

    private static async Task CompleteVersionsAsync(DatabaseSession session)
    {
        // No version had changed its state yet, so its revision is that of its creation.
        foreach (var json in await session.QueryAsync<string>("SELECT version_json FROM model_versions WHERE create_revision = 0"))
        {
            var version = DatabaseJson.Read<ModelVersion>(json);
            await session.IndexVersionAsync(version with { CreateRevision = version.Revision });
        }
    }

    private static async Task CompleteDeploymentsAsync(DatabaseSession session)
    {
        foreach (var id in await session.QueryAsync<string>("SELECT deployment_id FROM deployments WHERE model_name = ''"))
        {
            var deployment = await session.GetDeploymentAsync(id);
            await session.ExecuteAsync(
                "UPDATE deployments SET model_name = @Model WHERE deployment_id = @Id", new { deployment.Id, deployment.Model });
            await DeploymentHistory.AppendAsync(
                session, deployment, deployment.UpdateTime, deployment.Name, Mutation.ByRegistry("Upgrade"));
        }
    }
}
