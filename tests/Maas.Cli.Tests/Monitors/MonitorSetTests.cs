using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Maas.Cli.Terminal;
using Maas.Contracts.Monitoring.V1;
using Monitor = Maas.Contracts.Monitoring.V1.Monitor;

namespace Maas.Cli.Tests.Monitors;

public sealed class MonitorSetTests
{
    private static readonly string[] Everything =
    [
        "--false-alarm-interval", "7d", "--min-samples", "200", "--feature-test", "customer-id=none",
        "--slice-by", "plan", "--max-slice-values", "20",
        "--payload-ratio", "0.01", "--redact", "name", "--payload-retention", "12h",
        "--availability", "0.999", "--latency-ratio", "0.99", "--latency-threshold", "250ms", "--objective-period", "28d",
        "--detector", "page-hinkley", "--count-window", "1000",
    ];

    private MonitoringConsole _console;

    [SetUp]
    public async Task StartAsync() => _console = await MonitoringConsole.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    // A field that is added to the contract is one that no option sets: it shows here.
    [Test]
    public async Task Set_WithEveryOption_ReachesEveryFieldOfTheSettings()
    {
        await _console.DoAsync(["monitor", "set", "churn", .. Everything]);

        var monitor = _console.Known.Monitor;
        IMessage[] settings =
            [monitor.DriftSettings, monitor.SliceSettings, monitor.PayloadSettings, monitor.ObjectiveSettings, monitor.OutcomeSettings];
        var untouched =
            from message in settings
            let fresh = (IMessage)Activator.CreateInstance(message.GetType())!
            from field in message.Descriptor.Fields.InDeclarationOrder()
            where Equals(field.Accessor.GetValue(message), field.Accessor.GetValue(fresh))
            select field.FullName;
        Assert.That(untouched, Is.Empty);
        Assert.That(
            Monitor.Descriptor.Fields.InDeclarationOrder().Count(field => field.Name.EndsWith("_settings", StringComparison.Ordinal)),
            Is.EqualTo(settings.Length));
        Assert.That(monitor.CountWindowSize, Is.EqualTo(1000));
        Assert.That(monitor.ObjectiveSettings.LatencyThreshold, Is.EqualTo(Duration.FromTimeSpan(TimeSpan.FromMilliseconds(250))));
    }

    [Test]
    public async Task Set_WithOneOption_SendsAllElseBackAsItWas()
    {
        await _console.DoAsync(["monitor", "set", "churn", .. Everything]);
        var expected = _console.Known.Monitor.Clone();

        await _console.DoAsync("monitor", "set", "churn", "--availability", "0.99");

        (expected.ObjectiveSettings.AvailabilityRatio, expected.Etag) = (0.99, "1++");
        Assert.That(_console.Known.Monitor, Is.EqualTo(expected));
    }

    [Test]
    public async Task Set_OfLists_AddsAndTakesAway()
    {
        await _console.DoAsync(["monitor", "set", "churn", .. Everything]);

        await _console.DoAsync(
            "monitor", "set", "churn", "--redact", "mail", "--redact", "name", "--remove-slice-by", "plan", "--slice-by", "region",
            "--feature-test", "customer-id=psi", "--feature-test", "age=kolmogorov-smirnov");
        var (first, slices) = (_console.Known.Monitor.PayloadSettings.RedactedFeatures, _console.Known.Monitor.SliceSettings.Features);
        await _console.DoAsync("monitor", "set", "churn", "--remove-feature-test", "age");

        Assert.That(first, Is.EqualTo((string[])["name", "mail"]));
        Assert.That(slices, Is.EqualTo((string[])["region"]));
        Assert.That(
            _console.Known.Monitor.DriftSettings.FeatureTests,
            Is.EqualTo((FeatureTest[])[new FeatureTest { Feature = "customer-id", Test = "psi" }]));
    }

    [Test]
    public async Task Set_WhileSomeoneElseWrites_IsAConflictAndChangesNothing()
    {
        _console.Known.Meddle = monitor => monitor.Etag = "2";

        var result = await _console.RunAsync("monitor", "set", "churn", "--count-window", "500");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Conflict));
        Assert.That(_console.Known.Monitor.CountWindowSize, Is.Zero);
    }

    [Test]
    public async Task Set_ShowsTheSettingsThatHoldNow()
    {
        var table = await _console.DoAsync(["monitor", "set", "churn", .. Everything]);

        Assert.That(table, Does.Match(@"false alarm every\W+7d").And.Match(@"latency\W+0\.99 within 250ms").And.Match(@"inputs kept\W+1\.0 %"));
        Assert.That(table, Does.Match(@"slices by\W+plan").And.Match(@"windows by count\W+1000 predictions"));
    }

    [Test]
    public async Task Set_WithNothing_SaysWhatCanBeSet()
    {
        var result = await _console.RunAsync("monitor", "set", "churn");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain("nothing-to-change").And.Contain("--latency-threshold"));
    }

    [TestCase("--false-alarm-interval", "often")]
    [TestCase("--latency-threshold", "250")]
    [TestCase("--feature-test", "age")]
    public async Task Set_WithWhatCannotBeRead_ChangesNothing(string option, string text)
    {
        var result = await _console.RunAsync("monitor", "set", "churn", option, text);

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain(option).And.Contain($"'{text}'"));
        Assert.That(_console.Known.Monitor.Etag, Is.EqualTo("1"));
    }
}
