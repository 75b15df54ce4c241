using System.Text.Json;
using Maas.Cli.Terminal;
using Maas.Testing;

namespace Maas.Cli.Tests.Maintenance;

public sealed class WatchCommandTests
{
    private CancellationTokenSource _limit;

    [SetUp]
    public void SetLimit() => _limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));

    [TearDown]
    public void Dispose() => _limit.Dispose();

    [Test]
    public async Task Watch_FromTheFirst_ShowsALinePerChangeAndEndsInPeaceOnCtrlC()
    {
        await using var console = await RegistryConsole.StartAsync();
        await console.CreateAsync("churn", versions: 1);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        await using var output = new LineChannel();

        var watching = StartAsync(console.Host.Addresses.Grpc, output, interrupt.Token);
        var lines = new[] { await output.NextAsync(_limit.Token), await output.NextAsync(_limit.Token) };
        await console.DoAsync("aliases", "set", "production", "churn@1");
        var alias = await output.NextAsync(_limit.Token);
        await interrupt.CancelAsync();

        Assert.That(lines[0], Does.Contain("created").And.Contain("models/churn"));
        Assert.That(lines[1], Does.Contain("models/churn/versions/1 ready"));
        Assert.That(alias, Does.Contain("models/churn/aliases/production → churn@1"));
        Assert.That(await watching, Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task Watch_OverARestart_GoesOnWithoutGapOrRepeat()
    {
        var port = FreePort.Find();
        await using var console = await RegistryConsole.StartAsync(("GrpcEndpoint", $"127.0.0.1:{port}"));
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        await using var output = new LineChannel();
        await console.DoAsync("models", "create", "before");

        var watching = StartAsync(console.Host.Addresses.Grpc, output, interrupt.Token, "--output", "json");
        var before = await output.NextAsync(_limit.Token);
        await console.Host.RestartAsync();
        await console.DoAsync("models", "create", "after");
        var after = await output.NextAsync(_limit.Token);
        await interrupt.CancelAsync();

        Assert.That(Read(before), Is.EqualTo((1, "models/before")));
        Assert.That(Read(after), Is.EqualTo((2, "models/after")));
        Assert.That(await watching, Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public async Task Watch_FromARevisionAhead_IsRefused()
    {
        await using var console = await RegistryConsole.StartAsync();

        var result = await console.RunAsync("registry", "watch", "--from", "99");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Refused));
        Assert.That(result.Error, Does.Contain("REVISION_OUT_OF_RANGE"));
    }

    [Test]
    public async Task Watch_WithNobodyThere_SaysSo()
    {
        var result = await CommandResult.RunAsync("registry", "watch", "--registry", $"127.0.0.1:{FreePort.Find()}");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Unavailable));
    }

    private static Task<int> StartAsync(Uri registry, LineChannel output, CancellationToken cancellationToken, params string[] options) =>
        CommandLine.RunAsync(
            ["registry", "watch", "--from", "0", "--registry", registry.ToString(), .. options], output, TextWriter.Null,
            TimeProvider.System, cancellationToken);

    private static (int Revision, string? Resource) Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        return (
            int.Parse(json.RootElement.GetProperty("revision").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            json.RootElement.GetProperty("change").GetProperty("resource").GetString());
    }
}
