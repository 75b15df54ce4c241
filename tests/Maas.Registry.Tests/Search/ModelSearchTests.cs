using Maas.Contracts.Registry.V1;
using Maas.Registry.Tests.Databases;

namespace Maas.Registry.Tests.Search;

[CancelAfter(60_000)]
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
internal sealed class ModelSearchTests(TestDatabase database)
{
    private RegistryFixture _registry = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _registry = await RegistryFixture.StartAsync(database);
        (string Id, string Name, string Team)[] models = [("risk.churn", "Churn", "risk"), ("risk.fraud", "Fraud", "risk"), ("ads", "Ädvertising", "growth")];
        foreach (var (id, name, team) in models)
        {
            await _registry.Client.CreateModelAsync(new CreateModelRequest
            {
                ModelId = id, Model = new Model { DisplayName = name, Labels = { ["team"] = team } },
            });
        }

        await _registry.Client.UpdateModelAsync(new() { Model = new Model { Name = "models/ads", Labels = { ["team"] = "sales" } } });
    }

    [OneTimeTearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [TestCase("", "", "ads risk.fraud risk.churn")]
    [TestCase("labels.team = risk", "", "risk.fraud risk.churn")]
    [TestCase("labels.team = growth", "", "", Description = "what was before an update is not found")]
    [TestCase("labels.team = sales", "", "ads")]
    [TestCase("model = risk.*", "model", "risk.churn risk.fraud")]
    [TestCase("", "display_name", "risk.churn risk.fraud ads", Description = "by bytes: Ä is behind Z")]
    [TestCase("display_name = \"Ädvertising\"", "", "ads")]
    public async Task List_WithFilterAndOrder_GivesWhatMatches(string filter, string orderBy, string expected)
    {
        var listed = await _registry.Client.ListModelsAsync(new() { Filter = filter, OrderBy = orderBy });

        Assert.That(string.Join(' ', listed.Models.Select(model => model.Name["models/".Length..])), Is.EqualTo(expected));
    }
}
