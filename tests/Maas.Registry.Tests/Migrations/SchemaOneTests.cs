using System.Text;
using Maas.Digests;
using Maas.Storage.Database;
using Maas.Testing;
using static Maas.Contracts.Registry.V1.RegistryService;

namespace Maas.Registry.Tests.Migrations;

/// <summary>A database of the first schema, with what its own program wrote into it, is opened by this one.</summary>
[CancelAfter(60_000)]
internal sealed class SchemaOneTests
{
    private const string FirstMigration = "Maas.Registry.Migrations.0001_registry.sql";

    private TempFolder _data = null!;

    [SetUp]
    public async Task SetUp()
    {
        _data = new TempFolder();
        var schema = await ReadAsync(typeof(RegistryModule).Assembly.GetManifestResourceStream(FirstMigration)!);
        var rows = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Migrations", "schema-1.sql"));
        await using var database = await SqliteDatabase.OpenAsync(
            _data.File("registry", "registry.db"), typeof(SchemaOneTests).Assembly, TimeProvider.System, CancellationToken.None);
        await database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(schema);
                await session.ExecuteAsync(rows);
                await session.ExecuteAsync(
                    "INSERT INTO schema_version (component, version, name, sha256, apply_micros) VALUES ('Maas.Registry', 1, 'registry', @sha256, 0)",
                    new { sha256 = Sha256Digest.Of(Encoding.UTF8.GetBytes(schema)).Hex });
            },
            CancellationToken.None);
    }

    [TearDown]
    public void TearDown() => _data.Dispose();

    [Test]
    public async Task Open_FindsReadsAndChangesWhatWasThere(CancellationToken cancellationToken)
    {
        await using var host = await TestHost.StartAsync<RegistryModule>(_data);
        var client = new RegistryServiceClient(host.Channel);

        var found = await client.ListModelVersionsAsync(
            new() { Parent = "models/-", Filter = "metrics.train.r2 > 0.5 AND lineage.dataset_version = \"datasets/diabetes/*\"" },
            cancellationToken: cancellationToken);
        var history = await client.ListDeploymentHistoryAsync(new() { Name = "deployments/diabetes" }, cancellationToken: cancellationToken);
        var moved = await client.RollbackDeploymentAsync(
            new() { Name = "deployments/diabetes", ReadTime = history.DeploymentMoves[0].MoveTime }, cancellationToken: cancellationToken);

        Assert.That(found.ModelVersions.Select(version => version.Name), Does.Contain("models/diabetes/versions/1"));
        Assert.That(history.DeploymentMoves.Single().Routes[0].ResolvedModelVersion, Is.EqualTo("models/diabetes/versions/1"));
        Assert.That(moved.Routes[0].Target, Is.EqualTo("models/diabetes/versions/1"));
        var models = await client.ListModelsAsync(new() { OrderBy = "model" }, cancellationToken: cancellationToken);
        Assert.That(models.Models.Select(model => model.LatestVersionNumber), Has.All.EqualTo(1));
    }

    [Test]
    public async Task Open_Twice_CompletesOnce(CancellationToken cancellationToken)
    {
        await using (await TestHost.StartAsync<RegistryModule>(_data))
        {
        }

        await using var host = await TestHost.StartAsync<RegistryModule>(_data);

        var client = new RegistryServiceClient(host.Channel);
        var history = await client.ListDeploymentHistoryAsync(new() { Name = "deployments/iris" }, cancellationToken: cancellationToken);
        Assert.That(history.DeploymentMoves, Has.Count.EqualTo(1));
    }

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return (await reader.ReadToEndAsync()).ReplaceLineEndings("\n");
    }
}
