using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Terminal;
using Maas.Cli.Tests.Monitors;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Tests.AlertRules;

public sealed class AlertRuleCommandTests
{
    private MonitoringConsole _console;

    [SetUp]
    public async Task StartAsync() => _console = await MonitoringConsole.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [Test]
    public async Task Create_OfADriftRuleThatRollsBack_SendsIt()
    {
        var rule = await CreateAsync(
            "--drift", "--window", "5m", "--rollback-alias", "models/churn/aliases/production", "--rollback-alias", "churn@canary");

        Assert.That(rule, Is.EqualTo(new AlertRule
        {
            Name = "alertRules/r", Etag = "1", Monitor = "monitors/churn", Drift = new DriftCondition(),
            WindowDuration = Duration.FromTimeSpan(TimeSpan.FromMinutes(5)),
            Actions =
            {
                new AlertAction { RollbackAlias = new RollbackAliasAction { Alias = "models/churn/aliases/production" } },
                new AlertAction { RollbackAlias = new RollbackAliasAction { Alias = "models/churn/aliases/canary" } },
            },
        }));
    }

    // A field that is added to the contract is one that no option sets: it shows here.
    [TestCase("--drift --feature age --min-distance psi.counts=0.1", "drift")]
    [TestCase("--quality missing_ratio --feature age --above 0.2 --clear 0.1", "quality")]
    [TestCase("--performance accuracy --source estimated --below -0.05 --clear -0.02 --relative-to-baseline --confident", "performance")]
    [TestCase("--operation latency_p99 --above 0.5 --clear 0.4", "operation")]
    [TestCase("--burn-rate availability --urgency ticket", "burn_rate")]
    public async Task Create_WithEveryOption_ReachesEveryFieldOfTheRule(string condition, string field)
    {
        var rule = await CreateAsync([
            .. condition.Split(' '), "--slice", "*", "--window", "10m", "--delay", "2h", "--for", "3", "--clear-for", "5", "--min-samples", "100",
            "--severity", "critical", "--webhook", "on-call", "--retrain", "job-1", "--allow-same-data", "--repeat-interval", "1h",
            "--display-name", "A rule", "--disabled",
        ]);

        string[] ofOthers = ["drift", "quality", "performance", "operation", "burn_rate", "create_time", "update_time"];
        Assert.That(Untouched(rule).Except(ofOthers), Is.Empty);
        Assert.That(Untouched((IMessage)AlertRule.Descriptor.FindFieldByName(field).Accessor.GetValue(rule)), Is.Empty);
        Assert.That(Untouched(rule.Actions.Single().StartTraining), Is.Empty);
    }

    [TestCase("--quality unseen_ratio --above 0.2", "unseen_ratio above 0.2")]
    [TestCase("--drift --feature age --feature plan --min-distance psi.counts=0.1", "drift of age, plan, psi.counts at least 0.1")]
    [TestCase("--performance accuracy --below 0.8 --clear 0.85", "realised accuracy below 0.8 (clear at 0.85)")]
    [TestCase("--burn-rate latency", "burn rate of latency, page")]
    public async Task List_ShowsTheConditionInWords(string condition, string expected)
    {
        await CreateAsync(condition.Split(' '));

        Assert.That(await _console.DoAsync("alert-rules", "list"), Does.Contain(expected));
    }

    [Test]
    public async Task Create_ForEveryMonitor_TakesADash()
    {
        await _console.DoAsync("alert-rules", "create", "r", "--monitor", "-", "--burn-rate", "availability");

        Assert.That(_console.Known.Rules.Values.Single().Monitor, Is.EqualTo("monitors/-"));
        Assert.That(await _console.DoAsync("alert-rules", "show", "r"), Does.Match(@"monitor\W+every one"));
    }

    [Test]
    public async Task Create_FromAFile_TakesWhatShowWritesAndWhatOptionsChange()
    {
        await CreateAsync("--quality", "missing_ratio", "--above", "0.2", "--webhook", "on-call");
        var file = _console.Write("rule.json", await _console.DoAsync("alert-rules", "get", "r", "-o", "json"));

        await _console.DoAsync("alert-rules", "create", "copy", "--from-file", file, "--monitor", "fraud");

        var expected = _console.Known.Rules["alertRules/r"].Clone();
        (expected.Name, expected.Monitor) = ("alertRules/copy", "monitors/fraud");
        Assert.That(_console.Known.Rules["alertRules/copy"], Is.EqualTo(expected));
    }

    [TestCase("not JSON")]
    [TestCase("{\"drift\": {}, \"nonsense\": 1}")]
    public async Task Create_FromAFileThatIsNoRule_SaysSo(string content)
    {
        var result = await _console.RunAsync("alert-rules", "create", "r", "--from-file", _console.Write("rule.json", content));

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain("rule-malformed").And.Contain("rule.json"));
    }

    [TestCase("--drift --operation error_ratio", "condition-ambiguous")]
    [TestCase("--severity critical", "condition-missing")]
    [TestCase("--drift --above 3", "option-unfitting")]
    [TestCase("--operation error_ratio --above 0.1 --below 0.2", "threshold-ambiguous")]
    [TestCase("--operation error_ratio --above 0.1 --confident", "option-unfitting")]
    [TestCase("--drift --rollback-alias production", "alias-malformed")]
    [TestCase("--drift --allow-same-data", "option-unfitting")]
    [TestCase("--drift --window soon", "time-malformed")]
    [TestCase("--drift --min-distance psi.counts", "assignment-malformed")]
    public async Task Create_WithWhatDoesNotFitTogether_SaysSoAndMakesNothing(string options, string reason)
    {
        var result = await _console.RunAsync(["alert-rules", "create", "r", "--monitor", "churn", .. options.Split(' ')]);

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain(reason));
        Assert.That(_console.Known.Rules, Is.Empty);
    }

    [Test]
    public async Task Create_WithoutAMonitor_SaysSo()
    {
        var result = await _console.RunAsync("alert-rules", "create", "r", "--drift");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain("monitor-missing"));
    }

    private async Task<AlertRule> CreateAsync(params string[] options)
    {
        await _console.DoAsync(["alert-rules", "create", "r", "--monitor", "churn", .. options]);
        return _console.Known.Rules["alertRules/r"];
    }

    private static IEnumerable<string> Untouched(IMessage message)
    {
        var fresh = (IMessage)Activator.CreateInstance(message.GetType())!;
        return message.Descriptor.Fields.InDeclarationOrder()
            .Where(field => Equals(field.Accessor.GetValue(message), field.Accessor.GetValue(fresh))).Select(field => field.Name);
    }
}
