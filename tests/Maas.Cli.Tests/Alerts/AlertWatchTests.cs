using System.Text.Json;
using Maas.Cli.Terminal;
using Maas.Cli.Tests.Maintenance;
using Maas.Cli.Tests.Monitors;
using Maas.Testing;

namespace Maas.Cli.Tests.Alerts;

public sealed class AlertWatchTests
{
    private CancellationTokenSource _limit;

    [SetUp]
    public void Start() => _limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));

    [TearDown]
    public void Stop() => _limit.Dispose();

    [Test]
    public async Task Watch_FromTheFirst_ShowsALinePerChangeAndEndsInPeaceOnCtrlC()
    {
        await using var console = await MonitoringConsole.StartAsync();
        console.Known.Tell(AlertExamples.Firing("a1", revision: 1));
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        await using var output = new LineChannel();

        var watching = StartAsync(console, output, interrupt.Token, "--from", "0");
        var first = await output.NextAsync(_limit.Token);
        console.Known.Tell(AlertExamples.Resolved("a1", revision: 2));
        var second = await output.NextAsync(_limit.Token);
        await interrupt.CancelAsync();

        Assert.That(first, Does.Match("^ +1  2026-01-01 10:05:00Z  firing    critical  churn-drift  churn@2  Drift of churn@2"));
        Assert.That(second, Does.Match("^ +2  2026-01-01 11:00:00Z  resolved  critical"));
        Assert.That(await watching, Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task Watch_OverARestart_MissesNothingAndRepeatsNothing()
    {
        await using var console = await MonitoringConsole.StartAsync(("GrpcEndpoint", $"127.0.0.1:{FreePort.Find()}"));
        console.Known.Tell(AlertExamples.Firing("before", revision: 1));
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        await using var output = new LineChannel();

        var watching = StartAsync(console, output, interrupt.Token, "--from", "0", "--output", "json");
        var before = await output.NextAsync(_limit.Token);
        await console.Host.StopAsync();
        console.Known.Tell(AlertExamples.Firing("while-away", revision: 2));
        await console.Host.RestartAsync();
        var missed = await output.NextAsync(_limit.Token);
        await interrupt.CancelAsync();

        Assert.That(RevisionOf(before), Is.EqualTo("1"));
        Assert.That(RevisionOf(missed), Is.EqualTo("2"));
        Assert.That(await watching, Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task Watch_FromNowOn_LeavesOutWhatWasBefore()
    {
        await using var console = await MonitoringConsole.StartAsync();
        console.Known.Tell(AlertExamples.Firing("old", revision: 7));
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        await using var output = new LineChannel();

        var watching = StartAsync(console, output, interrupt.Token, "--output", "json");
        await Assert.ThatAsync(() => Task.FromResult(console.Known.WatcherCount), Is.EqualTo(1).After(10_000, 20));
        console.Known.Tell(AlertExamples.Firing("new", revision: 8));
        var line = await output.NextAsync(_limit.Token);
        await interrupt.CancelAsync();

        Assert.That(RevisionOf(line), Is.EqualTo("8"));
        Assert.That(await watching, Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task Watch_WithNobodyThere_SaysSo()
    {
        var result = await CommandResult.RunAsync("alerts", "watch", "--monitoring", $"127.0.0.1:{FreePort.Find()}");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Unavailable));
    }

    private static Task<int> StartAsync(
        MonitoringConsole console, LineChannel output, CancellationToken cancellationToken, params string[] options) =>
        CommandLine.RunAsync(
            ["alerts", "watch", "--monitoring", console.Host.Addresses.Grpc.ToString(), .. options], output, TextWriter.Null,
            TimeProvider.System, cancellationToken);

    private static string? RevisionOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("revision").GetString();
    }
}
