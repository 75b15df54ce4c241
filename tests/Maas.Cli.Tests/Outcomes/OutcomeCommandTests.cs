using System.Text.Json;
using Maas.Cli.Terminal;
using Maas.Cli.Tests.Monitors;
using Maas.Contracts.Monitoring.V1;
using Maas.Testing;

namespace Maas.Cli.Tests.Outcomes;

[NonParallelizable]
public sealed class OutcomeCommandTests
{
    private MonitoringConsole _console;

    private IEnumerable<Outcome> Sent => _console.Known.OutcomeRequests.SelectMany(request => request.Outcomes);

    [SetUp]
    public async Task StartAsync() => _console = await MonitoringConsole.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _console.DisposeAsync();

    [Test]
    public async Task Record_OfLabels_SendsThemAndTellsTotals()
    {
        var file = _console.Write("truth.csv", "customer,prediction_id,label\n7,p1,yes\n8,p2,\"no, never\"\n");

        var totals = await _console.ReadAsync("outcomes", "record", "churn", file);

        Assert.That(_console.Known.OutcomeRequests.Single().Monitor, Is.EqualTo("monitors/churn"));
        Assert.That(
            Sent, Is.EqualTo((Outcome[])[new() { PredictionId = "p1", Label = "yes" }, new() { PredictionId = "p2", Label = "no, never" }]));
        Assert.That(totals.GetProperty("recordedCount").GetInt64(), Is.EqualTo(2));
        Assert.That(totals.GetProperty("refusedCount").GetInt64(), Is.Zero);
    }

    [TestCase("number", "2.5", ExpectedResult = Outcome.TruthOneofCase.Number)]
    [TestCase("label", "2.5", ExpectedResult = Outcome.TruthOneofCase.Label)]
    [TestCase("truth", "2.5", ExpectedResult = Outcome.TruthOneofCase.Number)]
    [TestCase("truth", "yes", ExpectedResult = Outcome.TruthOneofCase.Label)]
    public async Task<Outcome.TruthOneofCase> Record_ByTheNameOfTheColumn_SendsItsKind(string column, string truth)
    {
        await _console.DoAsync("outcomes", "record", "churn", _console.Write("truth.csv", $"prediction_id,{column}\np1,{truth}\n"));

        return Sent.Single().TruthCase;
    }

    [Test]
    public async Task Record_OfLabelsThatLookLikeNumbers_SendsThemAgainAsLabelsOnce()
    {
        _console.Known.Refusal = outcome => outcome.TruthCase == Outcome.TruthOneofCase.Number ? "wrong-kind" : null;
        var rows = Enumerable.Range(0, 20_001).Select(i => $"p{i},{i % 2}");
        var file = _console.Write("truth.csv", $"prediction_id,truth\n{string.Join('\n', rows)}\n");

        var totals = await _console.ReadAsync("outcomes", "record", "churn", file);

        Assert.That(totals.GetProperty("recordedCount").GetInt64(), Is.EqualTo(20_001));
        Assert.That(totals.GetProperty("refusedCount").GetInt64(), Is.Zero);
        Assert.That(_console.Known.OutcomeRequests.Select(request => request.Outcomes.Count), Is.EqualTo((int[])[10_000, 10_000, 10_000, 1]));
    }

    [Test]
    public async Task Record_OfAFileOfManyRows_SendsTenThousandAtATimeAndEachOnce()
    {
        var rows = Enumerable.Range(0, 25_000).Select(i => $"p{i},{i}");
        var file = _console.Write("truth.csv", $"prediction_id,number\n{string.Join('\n', rows)}\n");

        await _console.DoAsync("outcomes", "record", "churn", file);

        Assert.That(_console.Known.OutcomeRequests.Select(request => request.Outcomes.Count), Is.EqualTo((int[])[10_000, 10_000, 5_000]));
        Assert.That(Sent.Select(outcome => outcome.Number), Is.EqualTo(Enumerable.Range(0, 25_000).Select(i => (double)i)));
    }

    [Test]
    public async Task Record_OfLongLabels_KeepsRequestsBelowWhatAMessageHolds()
    {
        var rows = Enumerable.Range(0, 200).Select(i => $"p{i},{new string('ß', 60_000)}");
        var file = _console.Write("truth.csv", $"prediction_id,label\n{string.Join('\n', rows)}\n");

        await _console.DoAsync("outcomes", "record", "churn", file);

        Assert.That(_console.Known.OutcomeRequests.Select(request => request.CalculateSize()), Is.All.LessThan(2 << 20));
        Assert.That(Sent.Count(), Is.EqualTo(200));
    }

    [Test]
    public async Task Record_WithRefusedRows_WritesAFileThatCanBeRecordedAgain()
    {
        var file = _console.Write("truth.csv", "prediction_id,label\np1,yes\nlate,\"no, \"\"never\"\"\"\n,yes\np4,\np5,yes,extra\n");
        var rejected = _console.PathOf("rejected.csv");
        _console.Known.Refusal = outcome => outcome.PredictionId == "late" ? "unknown-prediction" : null;

        var result = await _console.RunAsync("outcomes", "record", "churn", file, "--rejected", rejected, "-o", "json");
        var lines = await File.ReadAllLinesAsync(rejected);
        _console.Known.Refusal = _ => null;
        var again = await _console.RunAsync("outcomes", "record", "churn", rejected);

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Refused));
        Assert.That(result.Error, Does.Contain("4 of 5 rows were refused").And.Contain(rejected));
        Assert.That(lines[0], Is.EqualTo("prediction_id,label,line,reason,message"));
        string[] reasons = ["malformed-id", "missing-truth", "malformed-row", "unknown-prediction"];
        Assert.That(reasons.Select(reason => lines.Count(line => line.Contains($",{reason},", StringComparison.Ordinal))), Is.All.EqualTo(1));
        Assert.That(Sent.Last(), Is.EqualTo(new Outcome { PredictionId = "late", Label = "no, \"never\"" }));
        Assert.That(again.Output, Does.Match(@"recorded\W+1\W"));
    }

    [Test]
    public async Task Record_WithRefusedRowsAndNoFile_SaysWhyOnStandardError()
    {
        _console.Known.Refusal = _ => "unknown-prediction";
        var rows = Enumerable.Range(0, 150).Select(i => $"p{i},yes");
        var file = _console.Write("truth.csv", $"prediction_id,label\n{string.Join('\n', rows)}\n");

        var people = await _console.RunAsync("outcomes", "record", "churn", file);
        var json = await _console.RunAsync("outcomes", "record", "churn", file, "--output", "json");

        Assert.That(people.Error, Does.Contain("line 2: 'p0': unknown-prediction: It is unknown-prediction.").And.Contain("--rejected FILE takes them all"));
        Assert.That(people.Error.Split('\n').Count(line => line.StartsWith("line ", StringComparison.Ordinal)), Is.EqualTo(100));
        Assert.That(people.Output, Does.Match(@"unknown-prediction\W+150"));
        using var first = JsonDocument.Parse(json.Error.Split('\n')[0]);
        Assert.That(first.RootElement.GetProperty("predictionId").GetString(), Is.EqualTo("p0"));
    }

    [Test]
    public async Task Record_FromStandardInput_ReadsIt()
    {
        var before = Console.In;
        using var input = new StringReader("prediction_id,label\np1,yes\n");
        Console.SetIn(input);
        try
        {
            await _console.DoAsync("outcomes", "record", "churn", "-");
        }
        finally
        {
            Console.SetIn(before);
        }

        Assert.That(Sent.Single().PredictionId, Is.EqualTo("p1"));
    }

    [Test]
    public async Task Record_OfAFileThatBreaksOff_TellsWhatWasRecorded()
    {
        var rows = Enumerable.Range(0, 10_000).Select(i => $"p{i},yes");
        var file = _console.Write("truth.csv", $"prediction_id,label\n{string.Join('\n', rows)}\n\"{new string('x', 70_000)}");

        var result = await _console.RunAsync("outcomes", "record", "churn", file, "-o", "json");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain("line 10002"));
        Assert.That(result.Output, Does.Contain("\"recordedCount\": 10000"));
    }

    [TestCase("")]
    [TestCase("id,label\np1,yes\n")]
    [TestCase("prediction_id,class\np1,yes\n")]
    [TestCase("prediction_id,label,number\np1,yes,1\n")]
    public async Task Record_WithoutTheColumns_SaysWhichAndSendsNothing(string content)
    {
        var result = await _console.RunAsync("outcomes", "record", "churn", _console.Write("truth.csv", content));

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Usage));
        Assert.That(result.Error, Does.Contain("prediction_id").And.Contain("truth, label, number"));
        Assert.That(_console.Known.OutcomeRequests, Is.Empty);
    }

    [Test]
    public async Task Record_WithNobodyThere_SaysSo()
    {
        var file = _console.Write("truth.csv", "prediction_id,label\np1,yes\n");

        var result = await CommandResult.RunAsync("outcomes", "record", "churn", file, "--monitoring", $"127.0.0.1:{FreePort.Find()}");

        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Unavailable));
    }
}
