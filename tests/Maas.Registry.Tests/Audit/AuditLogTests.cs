using Maas.Contracts.Registry.V1;
using Maas.Registry.Tests.Databases;
using Maas.Storage.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Registry.Tests.Audit;

[CancelAfter(60_000)]
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
internal sealed class AuditLogTests(TestDatabase database)
{
    private const string Production = "models/churn/aliases/production";

    private RegistryFixture _registry = null!;

    [SetUp]
    public async Task SetUp()
    {
        _registry = await RegistryFixture.StartAsync(database);
        await _registry.CreateModelWithVersionsAsync("churn", 2, CancellationToken.None);
        await _registry.SetAliasAsync(Production, "models/churn/versions/1", CancellationToken.None);
        await _registry.SetAliasAsync(Production, "models/churn/versions/2", CancellationToken.None);
        await _registry.Client.DeleteAliasAsync(new() { Name = Production });
    }

    [TearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [Test]
    public async Task Log_HasOneEventPerMutation_WithEtagsBeforeAndAfter()
    {
        var events = (await _registry.Maintenance.ListAuditEventsAsync(new())).AuditEvents;

        Assert.That(events.Select(entry => entry.Method), Is.EqualTo(new[]
        {
            "DeleteAlias", "SetAlias", "SetAlias", "CreateModelVersion", "CreateModelVersion", "CreateModel",
        }));
        Assert.That(events.Select(entry => entry.SequenceNumber), Is.EqualTo(new[] { 6, 5, 4, 3, 2, 1 }));
        Assert.That((events[2].BeforeEtag, events[1].BeforeEtag, events[0].AfterEtag), Is.EqualTo(("", events[2].AfterEtag, "")));
        Assert.That(events.Zip(events.Skip(1)).Select(pair => pair.First.PreviousSha256 == pair.Second.Sha256), Has.All.True);
    }

    [Test]
    public async Task Log_OfARefusedOrRepeatedCall_HasNothingMore()
    {
        var request = new CreateModelRequest { ModelId = "fraud", Model = new Model(), RequestId = Guid.NewGuid().ToString() };
        await _registry.Client.CreateModelAsync(request);
        await _registry.Client.CreateModelAsync(request);
        await RegistryFailure.OfAsync(() => _registry.CreateModelAsync("fraud", CancellationToken.None));
        await _registry.Client.CreateModelAsync(new() { ModelId = "tried", Model = new Model(), ValidateOnly = true });

        var events = (await _registry.Maintenance.ListAuditEventsAsync(new() { Filter = "sequence_number > 6" })).AuditEvents;

        Assert.That(events.Select(entry => (entry.Resource, entry.RequestId)), Is.EqualTo(new[] { ("models/fraud", request.RequestId) }));
    }

    [TestCase("resource = \"models/churn/aliases/*\"", 3)]
    [TestCase("method = CreateModelVersion AND actor = anonymous", 2)]
    [TestCase("create_time > 2100-01-01", 0)]
    public async Task List_WithAFilter_GivesWhatMatches(string filter, int expected)
    {
        var events = (await _registry.Maintenance.ListAuditEventsAsync(new() { Filter = filter })).AuditEvents;

        Assert.That(events, Has.Count.EqualTo(expected));
    }

    [TestCase("UPDATE audit_events SET event_json = REPLACE(event_json, 'anonymous', 'somebody') WHERE sequence_number = 3", 3, "does not hash")]
    [TestCase("DELETE FROM audit_events WHERE sequence_number = 4", 4, "is missing")]
    [TestCase("DELETE FROM audit_events WHERE sequence_number = 6", 6, "The log ends here; event 6 was there once")]
    public async Task Verify_AfterSomeoneTouchedTheDatabase_SaysWhichEvent(string tampering, int broken, string problem)
    {
        var head = await _registry.Maintenance.VerifyAuditLogAsync(new());
        await _registry.Host.Services.GetRequiredService<RelationalDatabase>().WriteAsync(
            session => session.ExecuteAsync(tampering), CancellationToken.None);

        var verdict = await _registry.Maintenance.VerifyAuditLogAsync(
            new() { ExpectedSequenceNumber = head.HeadSequenceNumber, ExpectedSha256 = head.HeadSha256 });

        Assert.That((head.Intact, head.HeadSequenceNumber), Is.EqualTo((true, 6)));
        Assert.That((verdict.Intact, verdict.BrokenSequenceNumber), Is.EqualTo((false, broken)));
        Assert.That(verdict.Problem, Does.Contain(problem));
    }
}
