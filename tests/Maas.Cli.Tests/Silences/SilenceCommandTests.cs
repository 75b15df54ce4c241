using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Terminal;
using Maas.Cli.Tests.Monitors;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Tests.Silences;

public sealed class SilenceCommandTests
{
    private MonitoringConsole _console;

    [SetUp]
    public async Task StartAsync() => _console = await MonitoringConsole.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [Test]
    public async Task Create_OfOneThatNamesEverything_SendsIt()
    {
        await _console.DoAsync(
            "silences", "create", "--rule", "churn-drift", "--monitor", "churn", "--model-version", "churn@2", "--severity", "warning",
            "--from", "2026-01-31T12:00:00Z", "--for", "2h", "--comment", "A planned change.");

        Assert.That(_console.Known.Silences.Single(), Is.EqualTo(new Silence
        {
            Name = "silences/s1", Creator = "anonymous", AlertRule = "alertRules/churn-drift", Monitor = "monitors/churn",
            ModelVersion = "models/churn/versions/2", Severity = Severity.Warning, Comment = "A planned change.",
            StartTime = Timestamp.FromDateTime(new DateTime(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc)),
            EndTime = Timestamp.FromDateTime(new DateTime(2026, 1, 31, 14, 0, 0, DateTimeKind.Utc)),
        }));
    }

    [Test]
    public async Task Create_FromNowOn_EndsAfterItsLength()
    {
        var before = DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

        await _console.DoAsync("silences", "create", "--all", "--until", "2026-01-01", "--comment", "x");
        await _console.DoAsync("silences", "create", "--monitor", "churn", "--for", "1h", "--comment", "x");

        var (fixedEnd, fromNow) = (_console.Known.Silences[0], _console.Known.Silences[1]);
        Assert.That((fixedEnd.StartTime, fixedEnd.EndTime.ToDateTimeOffset()), Is.EqualTo(((Timestamp?)null, before)));
        Assert.That(
            fromNow.EndTime.ToDateTimeOffset() - TimeProvider.System.GetUtcNow(),
            Is.EqualTo(TimeSpan.FromHours(1)).Within(TimeSpan.FromMinutes(1)));
    }

    [TestCase("--for 1h --comment x", "silence-unclear")]
    [TestCase("--all --monitor churn --for 1h --comment x", "silence-unclear")]
    [TestCase("--all --comment x", "silence-endless")]
    [TestCase("--all --for 1h --until 2026-01-01 --comment x", "silence-endless")]
    [TestCase("--all --for 1h", "--comment")]
    [TestCase("--model-version churn --for 1h --comment x", "version-missing")]
    public async Task Create_OfAnUnclearOne_SaysSoAndMakesNothing(string options, string expected)
    {
        var result = await _console.RunAsync(["silences", "create", .. options.Split(' ')]);

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain(expected));
        Assert.That(_console.Known.Silences, Is.Empty);
    }

    [Test]
    public async Task List_AndExpire_ShowAndEndThem()
    {
        await _console.DoAsync("silences", "create", "--rule", "churn-drift", "--severity", "info", "--for", "1h", "--comment", "For the test.");

        var table = await _console.DoAsync("silences", "list");
        await _console.DoAsync("silences", "expire", "s1");

        Assert.That(table, Does.Contain("rule churn-drift, info").And.Contain("For the test."));
        Assert.That(_console.Known.Silences, Is.Empty);
        Assert.That((await _console.RunAsync("silences", "expire", "s1")).ExitCode, Is.EqualTo(ExitCode.NotFound));
    }
}
