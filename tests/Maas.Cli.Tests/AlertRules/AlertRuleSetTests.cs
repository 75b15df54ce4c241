using Maas.Cli.Terminal;
using Maas.Cli.Tests.Monitors;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Tests.AlertRules;

public sealed class AlertRuleSetTests
{
    private MonitoringConsole _console;

    private AlertRule Rule => _console.Known.Rules["alertRules/r"];

    [SetUp]
    public async Task StartAsync()
    {
        _console = await MonitoringConsole.StartAsync();
        await _console.DoAsync(
            "alert-rules", "create", "r", "--monitor", "churn", "--quality", "missing_ratio", "--above", "0.2", "--webhook", "a", "--webhook", "b",
            "--rollback-alias", "churn@production", "--retrain", "job-1", "--for", "3");
    }

    [TearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [Test]
    public async Task Set_WithOneOption_KeepsAllElse()
    {
        var expected = Rule.Clone();

        await _console.DoAsync("alert-rules", "set", "r", "--above", "0.3");

        (expected.Quality.Threshold.Value, expected.Etag) = (0.3, "1+");
        Assert.That(Rule, Is.EqualTo(expected));
    }

    [Test]
    public async Task Set_WithAnotherCondition_PutsItInThePlaceOfTheFirst()
    {
        await _console.DoAsync("alert-rules", "set", "r", "--drift");

        Assert.That(Rule.ConditionCase, Is.EqualTo(AlertRule.ConditionOneofCase.Drift));
        Assert.That(Rule.ForWindowCount, Is.EqualTo(3));
    }

    [Test]
    public async Task Set_OfLists_ReplacesThoseThatAreNamed()
    {
        await _console.DoAsync("alert-rules", "set", "r", "--webhook", "none", "--rollback-alias", "none");

        Assert.That(Rule.Webhooks, Is.Empty);
        Assert.That(Rule.Actions.Select(action => action.KindCase), Is.EqualTo((AlertAction.KindOneofCase[])[AlertAction.KindOneofCase.StartTraining]));
    }

    [TestCase("--disabled", ExpectedResult = true)]
    [TestCase("--disabled true", ExpectedResult = true)]
    [TestCase("--disabled false", ExpectedResult = false)]
    public async Task<bool> Set_Disabled_TurnsItOffAndOn(string options)
    {
        await _console.DoAsync(["alert-rules", "set", "r", .. options.Split(' ')]);

        return Rule.IsDisabled;
    }

    [Test]
    public async Task Set_FromAFile_ReplacesTheWholeRule()
    {
        var file = _console.Write("rule.json", "{\"monitor\": \"monitors/churn\", \"drift\": {}}");

        await _console.DoAsync("alert-rules", "set", "r", "--from-file", file);

        Assert.That(Rule, Is.EqualTo(new AlertRule
        {
            Name = "alertRules/r", Monitor = "monitors/churn", Drift = new DriftCondition(), Etag = "1+",
        }));
    }

    [Test]
    public async Task Set_FromAFileThatIsOlderThanTheRule_IsAConflict()
    {
        var file = _console.Write("rule.json", await _console.DoAsync("alert-rules", "get", "r", "-o", "json"));
        await _console.DoAsync("alert-rules", "set", "r", "--for", "4");

        var result = await _console.RunAsync("alert-rules", "set", "r", "--from-file", file);

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conflict));
        Assert.That(Rule.ForWindowCount, Is.EqualTo(4));
    }

    [Test]
    public async Task Set_WithNothing_SaysSo() =>
        Assert.That((await _console.RunAsync("alert-rules", "set", "r")).Error, Does.Contain("nothing-to-change"));

    [Test]
    public async Task Delete_OfARule_TakesItAway()
    {
        await _console.DoAsync("alert-rules", "delete", "r");

        Assert.That(_console.Known.Rules, Is.Empty);
        Assert.That((await _console.RunAsync("alert-rules", "delete", "r")).ExitCode, Is.EqualTo(ExitCode.NotFound));
    }
}
