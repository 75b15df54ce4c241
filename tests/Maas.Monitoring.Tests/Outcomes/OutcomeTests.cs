using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Windows;
using Microsoft.Extensions.DependencyInjection;
using static Maas.Monitoring.Tests.MonitoringSetup;
using MetricsWindow = Maas.Contracts.Monitoring.V1.MetricsWindow;

namespace Maas.Monitoring.Tests.Outcomes;

/// <summary>Labels come back by prediction id, whenever they do.</summary>
[CancelAfter(60_000)]
internal sealed class OutcomeTests
{
    private MonitoringSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await StartAsync();

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Record_OfAClassifier_TellsRealisedFigures(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Classifier, cancellationToken);

        // Truth and prediction of 100 rows: 40 yes-yes, 10 no-yes, 20 yes-no, 30 no-no.
        var rows = await PredictAsync([.. Repeat("yes", 50), .. Repeat("no", 50)], cancellationToken);
        string[] truths = [.. Repeat("yes", 40), .. Repeat("no", 10), .. Repeat("yes", 20), .. Repeat("no", 30)];
        var response = await RecordAsync(cancellationToken, [.. rows.Zip(truths, LabelOf)]);

        var performance = (await _setup.QueryAsync(cancellationToken)).Single().Performance;
        Assert.That((response.RecordedCount, response.RefusedOutcomes.Count), Is.EqualTo((100L, 0)));
        Assert.That((performance.PredictionCount, performance.OutcomeCount), Is.EqualTo((100L, 100L)));
        Assert.That(ValueOf(performance.Realised, "accuracy"), Is.EqualTo(0.7).Within(1e-12));
        Assert.That(ValueOf(performance.Realised, "precision"), Is.EqualTo(0.8).Within(1e-12));
        Assert.That(ValueOf(performance.Realised, "recall"), Is.EqualTo(2 / 3.0).Within(1e-12));
        Assert.That(ValueOf(performance.Realised, "specificity"), Is.EqualTo(0.75).Within(1e-12));
        Assert.That(ValueOf(performance.Realised, "f1"), Is.EqualTo(80 / 110.0).Within(1e-12));
        Assert.That(performance.Realised.Single(figure => figure.Metric == "accuracy").BaselineValue, Is.EqualTo(0.8));
        Assert.That(performance.Realised.Select(figure => figure.Recipe).Distinct(), Is.EqualTo(new[] { "realised" }));

        // Wilson's interval of 70 of 100.
        var accuracy = performance.Realised.Single(figure => figure.Metric == "accuracy");
        Assert.That((accuracy.Low, accuracy.High), Is.EqualTo((0.6041515, 0.7810511)).Within(1e-6));
    }

    [Test]
    public async Task Record_Again_ChangesNothing_AndAnother_TakesItsPlace(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Classifier, cancellationToken);
        var rows = await PredictAsync([.. Repeat("yes", 10)], cancellationToken);
        await RecordAsync(cancellationToken, [.. rows.Select(id => LabelOf(id, "yes"))]);
        var again = await RecordAsync(cancellationToken, [.. rows.Select(id => LabelOf(id.ToUpperInvariant(), "yes")), LabelOf(rows[0], "yes")]);
        var before = (await _setup.QueryAsync(cancellationToken)).Single().Performance;
        var other = await RecordAsync(cancellationToken, LabelOf(rows[0], "no"), LabelOf(rows[1], "no"));
        var after = (await _setup.QueryAsync(cancellationToken)).Single().Performance;

        Assert.That((again.RecordedCount, again.RepeatedCount), Is.EqualTo((0L, 11L)));
        Assert.That((other.RecordedCount, other.ReplacedCount), Is.EqualTo((0L, 2L)));
        Assert.That((ValueOf(before.Realised, "accuracy"), ValueOf(after.Realised, "accuracy")), Is.EqualTo((1.0, 0.8)));
        Assert.That(after.OutcomeCount, Is.EqualTo(10));
    }

    [Test]
    public async Task Record_OfWhatDoesNotFit_IsRefusedRowByRow(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Classifier, cancellationToken);
        var rows = await PredictAsync([.. Repeat("yes", 4)], cancellationToken);

        var response = await RecordAsync(
            cancellationToken,
            LabelOf(Guid.NewGuid().ToString("D"), "yes"), LabelOf("7", "yes"), new Outcome { PredictionId = rows[0] },
            new Outcome { PredictionId = rows[1], Number = 3 }, LabelOf(rows[2], "perhaps"), LabelOf("", "yes"), LabelOf(rows[3], "no"));

        Assert.That(response.RefusedOutcomes.Select(refused => (refused.Index, refused.Reason)), Is.EqualTo(new[]
        {
            (0, "unknown-prediction"), (1, "malformed-id"), (2, "missing-truth"), (3, "wrong-kind"), (4, "unknown-label"), (5, "malformed-id"),
        }));
        Assert.That(response.RecordedCount, Is.EqualTo(1));
        Assert.That((await _setup.QueryAsync(cancellationToken)).Single().Performance.OutcomeCount, Is.EqualTo(1));
    }

    [Test]
    public async Task Record_AtAnotherMonitor_IsUnknownThere(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Classifier, cancellationToken);
        var rows = await PredictAsync(["yes"], cancellationToken);
        var counts = Counts(Noon, ok: 1);
        counts.Deployment = "deployments/other";
        await _setup.IngestAsync(cancellationToken, Batch(counts));

        var response = await _setup.Client.RecordOutcomesAsync(
            new RecordOutcomesRequest { Monitor = "monitors/other", Outcomes = { LabelOf(rows[0], "yes") } }, cancellationToken: cancellationToken);

        Assert.That(response.RefusedOutcomes.Single().Reason, Is.EqualTo("unknown-prediction"));
    }

    [Test]
    public async Task Record_OfNoneOrTooMany_IsRefused(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Classifier, cancellationToken);

        Assert.That((await Failures.OfAsync(() => RecordAsync(cancellationToken))).Info.Reason, Is.EqualTo("INVALID_FIELD"));
        Assert.That((await Failures.OfAsync(() => RecordAsync(
            cancellationToken, [.. Enumerable.Range(0, 10_001).Select(_ => new Outcome())]))).Code, Is.EqualTo(StatusCode.InvalidArgument));
        Assert.That((await Failures.OfAsync(async () => await _setup.Client.RecordOutcomesAsync(
            new RecordOutcomesRequest { Monitor = "monitors/nobody", Outcomes = { LabelOf(Guid.NewGuid().ToString("D"), "yes") } }, cancellationToken: cancellationToken))).Code,
            Is.EqualTo(StatusCode.NotFound));
    }

    [Test]
    public async Task Record_WeeksLater_ReachesTheFoldedWindowAndItsSlice(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Classifier, cancellationToken);
        await _setup.UpdateAsync(
            monitor => (monitor.SliceSettings, monitor.CountWindowSize) = (new SliceSettings { Features = { "region" } }, 15), cancellationToken);
        var rows = await PredictAsync([.. Repeat("yes", 30)], cancellationToken);
        _setup.Clock.Advance(TimeSpan.FromDays(20));
        var sweep = _setup.Host.Services.GetRequiredService<RetentionSweep>();
        await sweep.SweepAsync(cancellationToken);

        await RecordAsync(cancellationToken, [.. rows.Select((id, row) => LabelOf(id, row % 3 == 0 ? "no" : "yes"))]);
        await sweep.SweepAsync(cancellationToken);

        var whole = await QueryAsync(Noon, cancellationToken, slice: "*");
        Assert.That(whole.Select(window => (window.Slice, ValueOf(window.Performance.Realised, "accuracy"))), Is.EqualTo(new[]
        {
            ("", 2 / 3.0), ("region=N", 0.0), ("region=S", 1.0), ("region=W", 1.0),
        }));
        var byCount = await QueryAsync(Noon, cancellationToken, byCount: true);
        Assert.That(byCount.Select(window => window.Performance.OutcomeCount), Is.EqualTo(new[] { 15, 15 }));
    }

    [Test]
    public async Task Record_AfterThePredictionExpired_IsUnknown(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Classifier, cancellationToken);
        var rows = await PredictAsync(["yes"], cancellationToken);
        _setup.Clock.Advance(TimeSpan.FromDays(31));
        await _setup.Host.Services.GetRequiredService<RetentionSweep>().SweepAsync(cancellationToken);

        Assert.That((await RecordAsync(cancellationToken, LabelOf(rows[0], "yes"))).RefusedOutcomes.Single().Reason, Is.EqualTo("unknown-prediction"));
    }

    [Test]
    public async Task Record_WhileTheBaselineIsAwaited_IsToSendAgain(CancellationToken cancellationToken)
    {
        // The Registry does not answer. More batches than are read at once.
        var ids = new List<string>();
        for (var batch = 0; batch < 20; batch++)
        {
            ids.AddRange(await PredictAsync(["yes"], cancellationToken));
        }

        var awaited = await RecordAsync(cancellationToken, [.. ids.Select(id => LabelOf(id.ToUpperInvariant(), "yes")), LabelOf(Guid.NewGuid().ToString("D"), "yes")]);
        _setup.Registry.With(ChurnVersion, Baselines.Classifier);
        await _setup.StartRegistryAsync();
        await _setup.WaitForMonitorAsync(monitor => monitor.ModelVersions[0].HasBaseline, cancellationToken, TimeSpan.FromSeconds(1));
        var again = await RecordAsync(cancellationToken, [.. ids.Select(id => LabelOf(id, "yes"))]);

        Assert.That(awaited.RefusedOutcomes.Select(refused => refused.Reason), Is.EqualTo(Enumerable.Repeat("baseline-awaited", 20).Append("unknown-prediction")));
        Assert.That(awaited.RefusedOutcomes[0].Message, Does.Contain(ChurnVersion).And.Contain("again"));
        Assert.That((again.RecordedCount, again.RefusedOutcomes.Count), Is.EqualTo((20L, 0)));
    }

    [Test]
    public async Task Record_WithoutBaseline_StillTellsWhatCameTrue(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(null, cancellationToken);
        var rows = await PredictAsync(["a", "b", "c", "a"], cancellationToken);
        await WaitForPredictionsAsync(rows[^1], cancellationToken);

        await RecordAsync(cancellationToken, LabelOf(rows[1], "b"), LabelOf(rows[2], "a"), LabelOf(rows[3], "a"));

        var performance = (await _setup.QueryAsync(cancellationToken)).Single().Performance;
        Assert.That(performance.OutcomeCount, Is.EqualTo(3));
        Assert.That(ValueOf(performance.Realised, "accuracy"), Is.EqualTo(2 / 3.0).Within(1e-12));
        Assert.That(performance.Estimated, Is.Empty);
        Assert.That(performance.EstimateCaveat, Is.Empty);
    }

    [Test]
    public async Task Record_OfErrorsThatBegin_IsFoundByTheDetector(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Classifier, cancellationToken);
        var rows = await PredictAsync([.. Repeat("yes", 2_000)], cancellationToken);
        await RecordAsync(cancellationToken, [.. rows.Take(1_000).Select(id => LabelOf(id, "yes"))]);
        var before = (await _setup.QueryAsync(cancellationToken)).Single().Performance.ChangeCount;
        await RecordAsync(cancellationToken, [.. rows.Skip(1_000).Select((id, row) => LabelOf(id, row % 2 == 0 ? "yes" : "no"))]);

        Assert.That(before, Is.Zero);
        Assert.That((await _setup.QueryAsync(cancellationToken)).Single().Performance.ChangeCount, Is.EqualTo(1));
    }

    // The first record is refused while it is not known yet that the version has no baseline.
    private async Task WaitForPredictionsAsync(string id, CancellationToken cancellationToken)
    {
        while ((await RecordAsync(cancellationToken, LabelOf(id, "a"))).RefusedOutcomes.Count > 0)
        {
            _setup.Clock.Advance(TimeSpan.FromMilliseconds(10));
        }
    }

    private async Task<string[]> PredictAsync(IReadOnlyList<string> labels, CancellationToken cancellationToken)
    {
        PredictionSample[] samples = [.. labels.Select((label, row) =>
        {
            var sample = Sample(Text("", label), Number("age", 20 + (row % 60)), Text("region", "NSW"[row % 3].ToString()));
            sample.PredictionId = Guid.NewGuid().ToString("D");
            sample.Scores.Add(label == "yes" ? [0.2, 0.8] : [0.8, 0.2]);
            return sample;
        })];
        await _setup.IngestAsync(cancellationToken, Batch(samples));
        return Array.ConvertAll(samples, sample => sample.PredictionId);
    }

    private async Task<RecordOutcomesResponse> RecordAsync(CancellationToken cancellationToken, params Outcome[] outcomes) =>
        await _setup.Client.RecordOutcomesAsync(
            new RecordOutcomesRequest { Monitor = ChurnMonitor, Outcomes = { outcomes } }, cancellationToken: cancellationToken);

    private async Task<IReadOnlyList<MetricsWindow>> QueryAsync(
        DateTimeOffset time, CancellationToken cancellationToken, string slice = "", bool byCount = false) =>
        (await _setup.Client.QueryMetricsAsync(
            new QueryMetricsRequest
            {
                Monitor = ChurnMonitor,
                StartTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(time),
                EndTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(time.AddMinutes(1)),
                Slice = slice,
                ByCount = byCount,
            },
            cancellationToken: cancellationToken)).Windows;

    private static Outcome LabelOf(string id, string label) => new() { PredictionId = id, Label = label };

    private static IEnumerable<string> Repeat(string label, int count) => Enumerable.Repeat(label, count);

    private static double ValueOf(IEnumerable<MetricFigure> figures, string metric) => figures.Single(figure => figure.Metric == metric).Value;
}
