using System.Text.RegularExpressions;

namespace Maas.Architecture.Tests.Operations;

/// <summary>The alert rules for Prometheus: what they watch is there, each says what to do, and each was seen to fire and not to.</summary>
public sealed partial class AlertRuleTests
{
    // Failures that are the caller's, as protos/maas/monitoring/v1/monitor_settings.proto has them (ObjectiveSettings).
    private static readonly string[] CallersCodes =
    [
        "INVALID_ARGUMENT", "CANCELLED", "NOT_FOUND", "OUT_OF_RANGE", "UNAUTHENTICATED", "PERMISSION_DENIED", "ALREADY_EXISTS", "FAILED_PRECONDITION",
    ];

    private static IEnumerable<AlertFile.Rule> Alerts => AlertFile.Rules.Where(rule => rule.IsAlert);

    [Test]
    public Task Configuration_ForPrometheus_IsSound() => Promtool.RequireAsync("check", "config", AlertFile.PathOf("prometheus.yml"));

    [Test]
    public Task Rules_ForPrometheus_AreSound() => Promtool.RequireAsync("check", "rules", AlertFile.PathOf("alerts.yml"));

    [Test]
    public Task Rules_OverMadeUpSeries_FireWhenTheyShould() => Promtool.RequireAsync("test", "rules", AlertFile.PathOf("alerts.test.yml"));

    [Test]
    public void Rules_AreReadAsPrometheusReadsThem()
    {
        var text = File.ReadAllText(AlertFile.PathOf("alerts.yml"));

        Assert.That(AlertFile.Rules, Has.Count.EqualTo(RuleStart().Count(text)));
        Assert.That(AlertFile.Rules.Select(rule => rule.Expression), Is.All.Not.Empty);
    }

    [Test]
    public void Rules_NameOnlyMetricsAndLabelsThatThereAre()
    {
        var recorded = AlertFile.Rules.Where(rule => !rule.IsAlert).Select(rule => rule.Name);
        var known = Instruments.Series.Concat(recorded).ToHashSet();

        var unknown =
            from rule in AlertFile.Rules
            let query = new PromQuery(rule.Expression)
            from name in query.Series.Except(known).Concat(query.Labels.Except(Instruments.Labels))
            select $"{rule.Name}: {name}";

        Assert.That(unknown, Is.Empty);
    }

    [Test]
    public void Alerts_SayHowBadWhatAndWhatToDo()
    {
        string[] parts = ["severity: (critical|warning|info)", "summary: \"", "description: \"", "runbook: \""];

        var lacking =
            from alert in Alerts
            from part in parts
            where !Regex.IsMatch(alert.Block, part)
            select $"{alert.Name} lacks {part}";

        Assert.That(lacking, Is.Empty);
    }

    [Test]
    public void Runbooks_LeadToDocumentsThatThereAre()
    {
        var broken =
            from alert in Alerts
            let document = Runbook().Match(alert.Block).Groups["document"].Value
            where document.Length == 0 || !File.Exists(Path.Combine(Repository.Root, document))
            select alert.Name;

        Assert.That(broken, Is.Empty);
    }

    [Test]
    public void Alerts_AreEachSeenToFireAndNotTo()
    {
        var tested = TestedAlert().Matches(File.ReadAllText(AlertFile.PathOf("alerts.test.yml")))
            .Select(match => (match.Groups["name"].Value, Fires: !match.Groups["none"].Success)).ToHashSet();

        var untested =
            from name in Alerts.Select(alert => alert.Name).Distinct()
            from fires in (bool[])[true, false]
            where !tested.Contains((name, fires))
            select $"{name} {(fires ? "firing" : "not firing")}";

        Assert.That(untested, Is.Empty);
    }

    [Test]
    public void Alerts_AreAllInTheirDocument()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations", "metrics.md"));

        Assert.That(Alerts.Select(alert => alert.Name).Where(name => !document.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Availability_LeavesOutWhatCallersDoWrong()
    {
        var expected =
            from file in (string[])["inference/v1/inference_error_reason.proto", "rpc/v1/error_reason.proto"]
            from Match reason in Reason().Matches(File.ReadAllText(Path.Combine(Repository.Root, "protos", "maas", file)))
            where CallersCodes.Contains(reason.Groups["code"].Value)
            select reason.Groups["name"].Value;

        var left = CallersReasons().Match(AlertFile.Rules.Single(rule => rule.Name == "maas:inference_requests_failed:rate5m").Expression);

        Assert.That(left.Groups["names"].Value.Split('|'), Is.EquivalentTo(expected.Append("CANCELLED")));
    }

    [GeneratedRegex("^ +- (alert|record): ", RegexOptions.Multiline)]
    private static partial Regex RuleStart();

    [GeneratedRegex("runbook: \"(?<document>docs/[\\w/-]+\\.md)")]
    private static partial Regex Runbook();

    [GeneratedRegex(@"alertname: (?<name>\w+)\n +exp_alerts:(?<none> \[\])?")]
    private static partial Regex TestedAlert();

    [GeneratedRegex(@"(INFERENCE|COMMON)_ERROR_REASON_(?<name>\w+) = \d+ \[\(maas\.rpc\.v1\.status_code\) = (?<code>\w+)\]")]
    private static partial Regex Reason();

    [GeneratedRegex("error_type!~\"(?<names>[^\"]*)\"")]
    private static partial Regex CallersReasons();
}
