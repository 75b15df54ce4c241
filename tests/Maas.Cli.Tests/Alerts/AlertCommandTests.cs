using Maas.Cli.Terminal;
using Maas.Cli.Tests.Monitors;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Tests.Alerts;

public sealed class AlertCommandTests
{
    private MonitoringConsole _console;

    [SetUp]
    public async Task StartAsync()
    {
        _console = await MonitoringConsole.StartAsync();
        _console.Known.Tell(AlertExamples.Firing("a1", revision: 1));
        _console.Known.Tell(AlertExamples.Resolved("a2", revision: 2));
        _console.Known.Tell(AlertExamples.Firing("a3", revision: 3, monitor: "fraud"));
    }

    [TearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [TestCase("", "a3 a2 a1")]
    [TestCase("--state firing", "a3 a1")]
    [TestCase("--monitor churn", "a2 a1")]
    [TestCase("--monitor churn --state firing --state pending", "a1")]
    [TestCase("--limit 2", "a3 a2")]
    public async Task List_WithOptions_ShowsThose(string options, string expected)
    {
        var list = await _console.ReadAsync(["alerts", "list", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        var names = list.GetProperty("alerts").EnumerateArray().Select(alert => alert.GetProperty("name").GetString()!["alerts/".Length..]);
        Assert.That(string.Join(' ', names), Is.EqualTo(expected));
    }

    [Test]
    public async Task List_AsTable_SaysWhatAndHowBad()
    {
        var table = await _console.DoAsync("alerts", "list");

        Assert.That(table, Does.Match(@"a1\W+firing\W+critical\W+churn-drift\W+churn\W+churn@2\W+2026-01-01 10:00:00Z\W+Drift of churn@2 in age"));
    }

    [Test]
    public async Task Get_OfAnAlert_TellsWhatBecameOfItsActionsAndNotifications()
    {
        var alert = AlertExamples.Firing("a4", revision: 4);
        alert.ActionResults.Add(new ActionResult
        {
            Action = "rollback-alias", State = "done", Message = "It points at churn@1 again.", Resource = "models/churn/aliases/production",
        });
        alert.NotificationResults.Add(new NotificationResult { Webhook = "webhooks/on-call", State = "failed", AttemptCount = 3, Message = "No answer." });
        alert.Silences.Add("silences/s1");
        _console.Known.Tell(alert);

        var table = await _console.DoAsync("alerts", "get", "a4");

        Assert.That(table, Does.Match(@"action rollback-alias\W+done: It points at churn@1 again\. \(models/churn/aliases/production\)"));
        Assert.That(table, Does.Match(@"told on-call\W+failed after 3 attempts: No answer\."));
        Assert.That(table, Does.Match(@"state\W+firing, silenced").And.Match(@"features\W+age, income"));
    }

    [Test]
    public async Task Get_OfUnknown_IsNotFound() =>
        Assert.That((await _console.RunAsync("alerts", "get", "nobody")).ExitCode, Is.EqualTo(ExitCode.NotFound));

    [Test]
    public async Task List_WithAStateThatThereIsNot_IsRefusedHere()
    {
        var result = await _console.RunAsync("alerts", "list", "--state", "loud");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain("firing"));
    }

    // A severity that nobody set means warning.
    [Test]
    public async Task List_WithoutSeverity_ShowsWhatItMeans()
    {
        var alert = AlertExamples.Firing("a5", revision: 5);
        alert.Severity = Severity.Unspecified;
        _console.Known.Tell(alert);

        Assert.That(await _console.DoAsync("alerts", "list"), Does.Match(@"a5\W+firing\W+warning"));
    }
}
