using Maas.Cli.Terminal;

namespace Maas.Cli.Tests.Monitors;

public sealed class MonitorCommandTests
{
    private MonitoringConsole _console;

    [SetUp]
    public async Task StartAsync() => _console = await MonitoringConsole.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [Test]
    public async Task Monitor_OfAWindowWithQuality_ShowsWhatIsWrongAndNothingElse()
    {
        _console.Known.Metrics.Windows.Add(WindowExamples.Full());

        var table = await _console.DoAsync("monitor", "churn");

        Assert.That(table, Does.Contain("25.0 % of the rows repeat another").And.Contain("3.5 times the usual number of requests"));
        Assert.That(table, Does.Match(@"plan\W+100\W+20 \(20\.0 %\)\W+7 \(7\.0 %\)"));
        Assert.That(table, Does.Match(@"age\W+100\W+4 \(4\.0 %\)\W+CONSTANT\W+18\W+44\.5\W+230"));
        Assert.That(table, Does.Not.Contain("healthy"));
    }

    [Test]
    public async Task Monitor_OfAWindowWithPerformance_ShowsFiguresWithIntervalsAndWarnings()
    {
        _console.Known.Metrics.Windows.Add(WindowExamples.Full());

        var table = await _console.DoAsync("monitor", "churn");

        Assert.That(table, Does.Contain("outcomes of 40 of 100 predictions; THE OUTCOMES REFUTE THE ESTIMATE; 2 CHANGES AMONG THE OUTCOMES"));
        Assert.That(
            table,
            Does.Match(@"accuracy\W+0\.8 \(0\.65 … 0\.9\)\W+0\.89 \(0\.83 … 0\.94\)\W+0\.88 \(0\.82 … 0\.93\)\W+0\.91"));
        Assert.That(table, Does.Match(@"f1 +│ – +│ – +│ 0\.7 \(0\.6 … 0\.79\) +│ +– "));
        Assert.That(table, Does.Contain("A change of the relation of inputs to truth is not seen."));
    }

    [Test]
    public async Task Monitor_OfAWindowWithOperation_ShowsHowReplicasStand()
    {
        _console.Known.Metrics.Windows.Add(WindowExamples.Full());

        var table = await _console.DoAsync("monitor", "churn");

        Assert.That(table, Does.Contain("≤ 1: 90, ≤ 8: 30").And.Contain("2, 500 ms each").And.Contain("cpu, 3.0 MiB"));
        Assert.That(table, Does.Match(@"burn rate of availability\W+14\.5, faster"));
    }

    [Test]
    public async Task Monitor_OfCountsAlone_ShowsOneTable()
    {
        _console.Known.Metrics.Windows.Add(WindowExamples.Counts());

        var table = await _console.DoAsync("monitor", "churn");

        Assert.That(table.Split('╭'), Has.Length.EqualTo(2));
        Assert.That(table, Does.Not.Contain("slice").And.Not.Contain("window"));
    }

    [Test]
    public async Task Monitor_BySlice_AsksForItAndNamesIt()
    {
        _console.Known.Metrics.Windows.Add([WindowExamples.Counts(), WindowExamples.Counts(slice: "plan=gold")]);

        var table = await _console.DoAsync("monitor", "churn", "--slice", "*");

        Assert.That(_console.Known.Queries.Single().Slice, Is.EqualTo("*"));
        Assert.That(table, Does.Contain("all rows").And.Contain("plan=gold"));
    }

    [Test]
    public async Task Monitor_ByCount_AsksForItWithoutADurationAndNumbersWindows()
    {
        _console.Known.Metrics.Windows.Add([WindowExamples.Counts(number: 41), WindowExamples.Counts(number: 42)]);

        var table = await _console.DoAsync("monitor", "churn", "--by-count");

        Assert.That(_console.Known.Queries.Single().ByCount, Is.True);
        Assert.That(_console.Known.Queries.Single().WindowDuration, Is.Null);
        Assert.That(table, Does.Match(@"churn@2\W+41\W").And.Match(@"churn@2\W+42\W"));
    }

    [Test]
    public async Task Monitor_AsJson_HasAllThatTheServiceSaid()
    {
        _console.Known.Metrics.Windows.Add(WindowExamples.Full());

        var window = (await _console.ReadAsync("monitor", "churn")).GetProperty("windows")[0];

        Assert.That(window.GetProperty("performance").GetProperty("realised")[0].GetProperty("high").GetDouble(), Is.EqualTo(0.9));
        Assert.That(window.GetProperty("quality").GetProperty("features")[0].GetProperty("unseenCount").GetString(), Is.EqualTo("7"));
        Assert.That(window.GetProperty("operation").GetProperty("burnRates").GetProperty("availability").GetDouble(), Is.EqualTo(14.5));
    }

    [Test]
    public async Task List_OfMonitors_ShowsThem() =>
        Assert.That(await _console.DoAsync("monitor", "list"), Does.Contain("churn"));

    [Test]
    public async Task Show_OfUnknown_IsNotFound()
    {
        var result = await _console.RunAsync("monitor", "show", "nobody");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.NotFound));
    }
}
