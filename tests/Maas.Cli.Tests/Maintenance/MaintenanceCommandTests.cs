using Maas.Cli.Terminal;

namespace Maas.Cli.Tests.Maintenance;

public sealed class MaintenanceCommandTests
{
    private RegistryConsole _console;

    [SetUp]
    public async Task StartAsync()
    {
        _console = await RegistryConsole.StartAsync(
            ("Collection:Grace", "00:00:00"), ("Collection:QuarantinePeriod", "00:00:00"), ("Collection:Interval", "30.00:00:00"));
        await _console.CreateAsync("churn", versions: 1);
    }

    [TearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [Test]
    public async Task Collect_AfterATrial_TakesAwayWhatNothingNames()
    {
        await _console.DoAsync("versions", "push", "churn", _console.WriteModel(weight: 9), "--validate-only");

        var trial = await _console.ReadAsync("registry", "gc", "--dry-run");
        var table = await _console.DoAsync("registry", "gc", "--dry-run");
        var done = await _console.ReadAsync("registry", "gc");

        Assert.That(trial.GetProperty("quarantinedBlobCount").GetString(), Is.EqualTo("1"));
        Assert.That(table, Does.Contain("what would be done").And.Contain("blobs set aside"));
        Assert.That(done.GetProperty("quarantinedBlobCount").GetString(), Is.EqualTo("1"));
    }

    [Test]
    public async Task Scrub_OfWholeBlobs_ReadsThemAll()
    {
        var table = await _console.DoAsync("registry", "scrub");

        Assert.That(table, Does.Contain("blobs read").And.Match("corrupt.*0"));
    }

    [Test]
    public async Task Scrub_OfABlobThatTheDiskDamaged_FailsAndNamesIt()
    {
        _console.Host.Logs.Expect("");
        var folder = _console.Host.Data.File("registry", "blobs", "sha256");
        var blob = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Single();
        File.SetAttributes(blob, FileAttributes.Normal);
        await using (var content = new FileStream(blob, FileMode.Open, FileAccess.ReadWrite))
        {
            content.Position = 5;
            content.WriteByte(0xFF);
        }

        var result = await _console.RunAsync("registry", "scrub");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.WorkFailed));
        Assert.That(result.Output, Does.Contain("SHA-256"));
        Assert.That(result.Error, Does.Contain("1 of 1 blobs are corrupt").And.Contain("blobs-corrupt"));
    }
}
