using Maas.Cli.Terminal;

namespace Maas.Cli.Tests.Audit;

public sealed class AuditCommandTests
{
    private RegistryConsole _console;

    [SetUp]
    public async Task StartAsync()
    {
        _console = await RegistryConsole.StartAsync();
        await _console.DoAsync("models", "create", "churn");
        await _console.DoAsync("models", "create", "fraud");
    }

    [TearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [Test]
    public async Task List_WithFilter_ShowsWhatMatches()
    {
        var table = await _console.DoAsync("audit", "list", "--filter", "resource = \"models/ch*\"");
        var json = await _console.ReadAsync("audit", "list");

        Assert.That(table, Does.Contain("CreateModel").And.Contain("models/churn").And.Not.Contain("models/fraud"));
        Assert.That(
            json.GetProperty("auditEvents").EnumerateArray().Select(entry => entry.GetProperty("resource").GetString()),
            Is.EqualTo((string[])["models/fraud", "models/churn"]));
        Assert.That(json.GetProperty("auditEvents")[0].GetProperty("requestId").GetString(), Is.Not.Empty);
    }

    // So that the client may repeat any of them when the line breaks.
    [Test]
    public async Task List_AfterEveryKindOfChange_HasTheRequestIdOfEach()
    {
        string[][] changes =
        [
            ["models", "update", "churn", "--display-name", "Churn"],
            ["versions", "push", "churn", _console.WriteModel(weight: 1), "--alias", "a"],
            ["versions", "push", "churn", _console.WriteModel(weight: 2), "--alias", "a"],
            ["aliases", "rollback", "churn@a"],
            ["deploy", "churn", "--alias", "a", "--timeout", "0"],
            ["deploy", "churn", "--version-number", "2", "--timeout", "0"],
            ["deployments", "rollback", "churn"],
            ["deployments", "delete", "churn"],
            ["aliases", "delete", "churn@a"],
            ["versions", "deprecate", "churn@1"],
            ["versions", "quarantine", "churn@1", "--reason", "For the test."],
            ["versions", "reinstate", "churn@1"],
            ["versions", "delete", "churn@1"],
            ["versions", "undelete", "churn@1"],
            ["models", "delete", "churn"],
            ["models", "undelete", "churn"],
        ];
        foreach (var change in changes)
        {
            await _console.DoAsync(change);
        }

        var events = (await _console.ReadAsync("audit", "list")).GetProperty("auditEvents").EnumerateArray().ToList();

        Assert.That(events.Select(entry => entry.GetProperty("method").GetString()).Distinct().Count(), Is.GreaterThanOrEqualTo(16));
        Assert.That(events.Select(entry => entry.GetProperty("requestId").GetString()), Is.All.Not.Empty);
    }

    [Test]
    public async Task List_WithLimit_ShowsTheNewest()
    {
        var json = await _console.ReadAsync("audit", "list", "--limit", "1");

        Assert.That(json.GetProperty("auditEvents").GetArrayLength(), Is.EqualTo(1));
        Assert.That(json.GetProperty("auditEvents")[0].GetProperty("resource").GetString(), Is.EqualTo("models/fraud"));
    }

    [Test]
    public async Task List_WithUnknownField_IsRefused()
    {
        var result = await _console.RunAsync("audit", "list", "--filter", "who = ana");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Refused));
        Assert.That(result.Error, Does.Contain("actor"));
    }

    [Test]
    public async Task Verify_OfAWholeLog_ShowsTheHeadToKeepAndTakesItBack()
    {
        var table = await _console.RunAsync("audit", "verify");
        var head = await _console.ReadAsync("audit", "verify");
        await _console.DoAsync("models", "create", "later");

        var again = await VerifyAsync(head.GetProperty("headSequenceNumber").GetString()!, head.GetProperty("headSha256").GetString()!);

        Assert.That(table.Output, Does.Contain("intact").And.Contain(head.GetProperty("headSha256").GetString()!));
        Assert.That(table.Error, Does.Contain("--expect-sequence 2"));
        Assert.That(again.ExitCode, Is.EqualTo(ExitCode.Done), again.Error);
    }

    [Test]
    public async Task Verify_WithAHeadThatIsNotThere_FailsAndSaysWhich()
    {
        var result = await VerifyAsync("9", new string('0', 64));

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.WorkFailed));
        Assert.That(result.Output, Does.Contain("broken"));
        Assert.That(result.Error, Does.Contain("audit-log-broken").And.Contain("event 9"));
    }

    private Task<CommandResult> VerifyAsync(string number, string digest) =>
        _console.RunAsync("audit", "verify", "--expect-sequence", number, "--expect-sha256", digest);
}
