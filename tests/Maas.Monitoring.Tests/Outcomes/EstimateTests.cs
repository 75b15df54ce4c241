using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using Maas.Statistics.Calibration;
using Maas.Statistics.Performance;
using static Maas.Monitoring.Tests.MonitoringSetup;

namespace Maas.Monitoring.Tests.Outcomes;

/// <summary>How good a version is before labels come, and what labels make of it.</summary>
[CancelAfter(120_000)]
internal sealed class EstimateTests
{
    private MonitoringSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await StartAsync();

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Estimate_OfAClassifier_IsThatOfTheLibrary(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Classifier, cancellationToken);

        // Scores in the middles of the baseline's bins: binning loses nothing.
        var random = new Random(5);
        double[] scores = [.. Enumerable.Range(0, 800).Select(_ => (random.Next(20) + 0.5) / 20)];
        await SendAsync(scores, cancellationToken);

        var performance = (await _setup.QueryAsync(cancellationToken)).Single().Performance;
        var expected = ConfidenceBasedEstimation.Estimate(scores, new RankedScores(scores), Array.ConvertAll(scores, score => score > 0.5));
        Assert.That(performance.Estimated.ToDictionary(figure => figure.Metric, figure => figure.Value), Is.EqualTo(new Dictionary<string, double>
        {
            ["accuracy"] = expected.Accuracy,
            ["precision"] = expected.Precision,
            ["recall"] = expected.Recall,
            ["specificity"] = expected.Specificity,
            ["f1"] = expected.F1,
            ["roc_auc"] = expected.RocAuc,
        }).Within(1e-6));
        Assert.That(performance.Estimated.Select(figure => figure.Recipe).Distinct(), Is.EqualTo(new[] { "cbpe" }));
        Assert.That(performance.EstimateCaveat, Does.Contain("concept drift"));
        Assert.That(performance.Realised, Is.Empty);
    }

    [Test]
    public async Task Estimate_OfARegressor_IsWhatTheBaselineLearnt(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Regressor, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Batch([Row(30, 100), Row(50, 100), Row(70, 100), Row(200, 100)]));

        // 200 is beyond the range of the baseline, and taken as its end, 80.
        var performance = (await _setup.QueryAsync(cancellationToken)).Single().Performance;
        var squared = 0.01 * Math.PI / 2 * ((30 * 30) + (50 * 50) + (70 * 70) + (80 * 80)) / 4;
        Assert.That(ValueOf(performance.Estimated, "mae"), Is.EqualTo((3 + 5 + 7 + 8) / 4.0).Within(1e-9));
        Assert.That(ValueOf(performance.Estimated, "rmse"), Is.EqualTo(Math.Sqrt(squared)).Within(1e-9));
        Assert.That(ValueOf(performance.Estimated, "r2"), Is.EqualTo(1 - (squared / 100)).Within(1e-9));
        Assert.That(performance.Estimated.Single(figure => figure.Metric == "mae").BaselineValue, Is.EqualTo(5));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Outcomes_OfAClassifier_RefuteAnEstimateThatHasBecomeWrong(bool hasChanged, CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Classifier, cancellationToken);
        var random = new Random(8);
        double[] scores = [.. Enumerable.Range(0, 2_000).Select(_ => random.NextDouble())];
        var ids = await SendAsync(scores, cancellationToken);

        // Scores are right, or those above 0.7 are no more.
        await RecordAsync(ids.Zip(scores, (id, score) => new Outcome
        {
            PredictionId = id,
            Label = random.NextDouble() < (hasChanged && score > 0.7 ? 0.5 : score) ? "yes" : "no",
        }), cancellationToken);

        var performance = (await _setup.QueryAsync(cancellationToken)).Single().Performance;
        Assert.That(performance.IsEstimateRefuted, Is.EqualTo(hasChanged));
        Assert.That(performance.EstimatedForOutcomes.Select(figure => figure.Value),
            Is.EqualTo(performance.Estimated.Select(figure => figure.Value)).Within(1e-9));
    }

    [TestCase(1.0, false)]
    [TestCase(1.5, true)]
    public async Task Outcomes_OfARegressor_RefuteAnEstimateThatHasBecomeWrong(double scale, bool isRefuted, CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Regressor, cancellationToken);
        var random = new Random(3);
        PredictionSample[] rows = [.. Enumerable.Range(0, 1_000).Select(_ => Row(50 + (random.NextDouble() * 10), 100))];
        await _setup.IngestAsync(cancellationToken, Batch(rows));
        await RecordAsync(rows.Select(row => new Outcome
        {
            PredictionId = row.PredictionId,
            Number = 100 + (scale * 0.1 * Math.Sqrt(Math.PI / 2) * row.Features[0].Number * Normal(random)),
        }), cancellationToken);

        var performance = (await _setup.QueryAsync(cancellationToken)).Single().Performance;
        Assert.That(performance.IsEstimateRefuted, Is.EqualTo(isRefuted));
        Assert.That(ValueOf(performance.Realised, "mae"), Is.EqualTo(5.5 * scale).Within(0.5));
        Assert.That(performance.Realised.Single(figure => figure.Metric == "bias") is { Low: < 0, High: > 0 }, Is.True);
    }

    [Test]
    public async Task Outcome_ThatWasFarOff_LeavesNothingWhenItIsReplaced(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Regressor, cancellationToken);
        PredictionSample[] rows = [.. Enumerable.Range(0, 100).Select(_ => Row(50, 100))];
        await _setup.IngestAsync(cancellationToken, Batch(rows));
        await RecordAsync(rows.Select(row => new Outcome { PredictionId = row.PredictionId, Number = 100.1 }), cancellationToken);
        await RecordAsync([new Outcome { PredictionId = rows[0].PredictionId, Number = 1e9 }], cancellationToken);
        await RecordAsync([new Outcome { PredictionId = rows[0].PredictionId, Number = 100.1 }], cancellationToken);

        var performance = (await _setup.QueryAsync(cancellationToken)).Single().Performance;
        Assert.That(ValueOf(performance.Realised, "mse"), Is.EqualTo(0.01).Within(1e-9));
        Assert.That(ValueOf(performance.Realised, "mae"), Is.EqualTo(0.1).Within(1e-9));
    }

    // Irwin and Hall's sum of 12: near enough to a normal one.
    private static double Normal(Random random) => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6;

    private static PredictionSample Row(double age, double prediction)
    {
        var sample = Sample(new FeatureValue { Number = prediction }, Number("age", age), Text("region", "N"));
        sample.PredictionId = Guid.NewGuid().ToString("D");
        return sample;
    }

    private async Task<string[]> SendAsync(double[] scores, CancellationToken cancellationToken)
    {
        PredictionSample[] samples = Array.ConvertAll(scores, score =>
        {
            var sample = Sample(Text("", score > 0.5 ? "yes" : "no"), Number("age", 30), Text("region", "N"));
            (sample.PredictionId, sample.PredictTime) = (Guid.NewGuid().ToString("D"), Noon.ToTimestamp());
            sample.Scores.Add([1 - score, score]);
            return sample;
        });
        await _setup.IngestAsync(cancellationToken, Batch(samples));
        return Array.ConvertAll(samples, sample => sample.PredictionId);
    }

    private async Task RecordAsync(IEnumerable<Outcome> outcomes, CancellationToken cancellationToken) => Assert.That(
        (await _setup.Client.RecordOutcomesAsync(
            new RecordOutcomesRequest { Monitor = ChurnMonitor, Outcomes = { outcomes } }, cancellationToken: cancellationToken)).RefusedOutcomes,
        Is.Empty);

    private static double ValueOf(IEnumerable<MetricFigure> figures, string metric) => figures.Single(figure => figure.Metric == metric).Value;
}
