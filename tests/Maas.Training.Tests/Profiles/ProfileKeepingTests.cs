using Maas.Contracts.Training.V1;
using Maas.Storage.Database;
using Maas.Training.Datasets;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Training.Tests.Profiles;

/// <summary>A profile is computed once; what an older release kept is computed again.</summary>
public sealed class ProfileKeepingTests
{
    private TrainingServer _server;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await TrainingServer.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _server.DisposeAsync();

    [Test]
    public async Task Profile_ThatWasKept_IsNotComputedAgain()
    {
        var version = await _server.ImportAsync("x,y\n1,2\n3,4\n", "kept");
        await ProfileAsync(version, "");
        await ChangeAsync(version, json => json.Replace("\"rowCount\":2", "\"rowCount\":77", StringComparison.Ordinal));

        var profile = await ProfileAsync(version, "y");

        Assert.That((profile.RowCount, profile.Target.Column), Is.EqualTo((77, "y")));
    }

    [Test]
    public async Task Profile_WithManyTargets_KeepsTheLast()
    {
        var names = Enumerable.Range(0, 20).Select(i => $"c{i}").ToList();
        var version = await _server.ImportAsync($"{string.Join(',', names)}\n{string.Join(',', names.Select((_, i) => i))}\n", "wide");
        foreach (var name in names)
        {
            Assert.That((await ProfileAsync(version, name)).Target.Column, Is.EqualTo(name));
        }

        var store = _server.Services.GetRequiredService<DatasetStore>();
        var kept = await store.FindProfileAsync(await store.GetVersionAsync("wide", 1, default), default);

        Assert.That(kept!.Targets.Select(target => target.Column), Is.EqualTo(names[4..]));
    }

    [Test]
    public async Task Profile_OfAnOlderRelease_IsComputedAgain()
    {
        var version = await _server.ImportAsync("x\n1\n2\n4\n", "older");
        await ChangeAsync(version, _ =>
            """
            {"rowCount":3,"columns":[{"column":{"name":"x","kind":"Numeric"},"presentCount":3,"missingCount":0,"distinctCount":3,
            "numeric":{"min":1,"max":4,"mean":2.3,"standardDeviation":1.5,"skewness":0.9,"kurtosis":null,"quantiles":[],"histogram":[]},
            "topValues":[]}],"correlations":[],"duplicateRowCount":0}
            """);

        var profile = await ProfileAsync(version, "");

        Assert.That(profile.Columns[0].Numeric.Median, Is.EqualTo(2));
    }

    private async Task<DatasetProfile> ProfileAsync(Contracts.Training.V1.DatasetVersion version, string target) =>
        await _server.Client.ProfileDatasetAsync(new ProfileDatasetRequest { Name = version.Name, TargetColumn = target });

    private async Task ChangeAsync(Contracts.Training.V1.DatasetVersion version, Func<string, string> change)
    {
        var database = _server.Services.GetRequiredService<RelationalDatabase>();
        var id = version.Name.Split('/')[1];
        await database.WriteAsync(
            async session =>
            {
                var json = await session.FindAsync<string>("SELECT profile_json FROM dataset_version WHERE dataset_id = @id", new { id });
                await session.ExecuteAsync(
                    "UPDATE dataset_version SET profile_json = @json WHERE dataset_id = @id", new { id, json = change(json ?? "") });
            },
            default);
    }
}
