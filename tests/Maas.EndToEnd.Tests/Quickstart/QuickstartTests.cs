using System.Text.Json;
using Maas.EndToEnd.Tests.Processes;
using Maas.Testing;

namespace Maas.EndToEnd.Tests.Quickstart;

/// <summary>The main job, as a stranger runs it: from an empty folder to two served and watched models.</summary>
public sealed class QuickstartTests
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(60);

    private TempFolder _data;
    private ProgramRun _run;
    private JsonElement _summary;

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        _data = new TempFolder();
        _run = await StartAsync();
        Assert.That(_run.ExitCode, Is.Zero, _run.Error);
        _summary = Parse(_run);
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _run.Dispose();
        _data.Dispose();
    }

    [Test]
    public void Diabetes_ByLeastSquares_HasTheReferenceR2()
    {
        // Reference: scikit-learn, ordinary least squares on all 442 rows.
        Assert.That(Metric("diabetes", "train.r2"), Is.EqualTo(0.51774842).Within(1e-6));
    }

    [Test]
    public void Iris_ByLogisticRegression_HasTheReferenceLogLoss()
    {
        // Reference: scikit-learn, StandardScaler and LogisticRegression(C=1) on all 150 rows.
        Assert.That(Metric("iris", "train.log_loss"), Is.EqualTo(0.12954221).Within(1e-3));
    }

    [Test]
    public void FirstPrediction_FromAnEmptyFolder_ComesInTime()
    {
        var seconds = _summary.GetProperty("firstPredictionSeconds").GetDouble();
        var stages = _summary.GetProperty("stages").EnumerateArray()
            .Select(stage => $"{stage.GetProperty("name").GetString()} {stage.GetProperty("seconds").GetDouble():F2} s");

        TestContext.Out.WriteLine($"First prediction after {seconds:F2} s: {string.Join(", ", stages)}.");
        Assert.That(seconds, Is.GreaterThan(0).And.LessThan(LongestTime.TotalSeconds));
    }

    [Test]
    public void Network_OnItsTestRows_PredictsBetterThanTheMean() =>
        Assert.That(Metric("diabetes-mlp", "test.r2"), Is.GreaterThan(0.2));

    [TestCase("diabetes", 442)]
    [TestCase("iris", 150)]
    [TestCase("diabetes-mlp", 442)]
    public void Monitor_AfterThePredictions_HasCountedEveryRowAndSeesNoDrift(string model, int rows)
    {
        var outcome = Model(model);

        // Five rows are shown, then all rows go through once.
        Assert.That(outcome.GetProperty("requestCount").GetInt64(), Is.EqualTo(2));
        Assert.That(outcome.GetProperty("rowCount").GetInt64(), Is.EqualTo(rows + 5));
        var drift = outcome.GetProperty("drift").EnumerateObject().ToList();
        Assert.That(drift, Is.Not.Empty);
        Assert.That(drift.Select(feature => feature.Value.GetDouble()), Is.All.LessThan(0.1));
    }

    [Test]
    public void Exit_StopsTheSuite() => Assert.That(_data.File("suite.json"), Does.Not.Exist);

    [Test]
    public async Task Again_OnTheSameFolder_KeepsTheDataAndServesANewVersion()
    {
        using var again = await StartAsync();

        Assert.That(again.ExitCode, Is.Zero, again.Error);
        var models = Parse(again).GetProperty("models").EnumerateArray().ToList();
        Assert.That(
            models.Select(model => model.GetProperty("datasetVersion").GetString()),
            Is.EqualTo((string[])["datasets/diabetes/versions/1", "datasets/iris/versions/1", "datasets/diabetes/versions/1"]));
        Assert.That(
            models.Select(model => model.GetProperty("modelVersion").GetString()),
            Is.EqualTo((string[])["models/diabetes/versions/2", "models/iris/versions/2", "models/diabetes-mlp/versions/2"]));
    }

    private static JsonElement Parse(ProgramRun run)
    {
        using var json = JsonDocument.Parse(run.Output);
        return json.RootElement.Clone();
    }

    private async Task<ProgramRun> StartAsync()
    {
        var run = ProgramRun.StartDotnet(
            BuiltProgram.Cli, ["quickstart", "--data", _data.Path, "--free-ports", "--exit", "--output", "json"]);
        await run.WaitForExitAsync();
        return run;
    }

    private double Metric(string model, string metric) => Model(model).GetProperty("metrics").GetProperty(metric).GetDouble();

    private JsonElement Model(string id) => _summary.GetProperty("models").EnumerateArray()
        .Single(model => model.GetProperty("id").GetString() == id);
}
