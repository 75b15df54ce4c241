using Maas.Monitoring.Alerts.Conditions;
using Maas.Monitoring.Windows;
using static Maas.Monitoring.Tests.Alerts.Conditions.MadeWindows;

namespace Maas.Monitoring.Tests.Alerts.Conditions;

internal sealed class ConditionTests
{
    [TestCase("above", 0.5, null, 0.6, Verdict.Holds)]
    [TestCase("above", 0.5, null, 0.5, Verdict.Clear)]
    [TestCase("above", 0.5, 0.3, 0.5, Verdict.Between)]
    [TestCase("above", 0.5, 0.3, 0.31, Verdict.Between)]
    [TestCase("above", 0.5, 0.3, 0.3, Verdict.Clear)]
    [TestCase("below", 0.5, null, 0.4, Verdict.Holds)]
    [TestCase("below", 0.5, null, 0.5, Verdict.Clear)]
    [TestCase("below", 0.5, 0.7, 0.6, Verdict.Between)]
    [TestCase("below", 0.5, 0.7, 0.7, Verdict.Clear)]
    [TestCase("above", 0.5, null, double.NaN, Verdict.Untold)]
    public void Threshold_OfAFigure_TellsItsSide(string comparison, double value, double? clear, double figure, object verdict) =>
        Assert.That(new Threshold(comparison, value, clear).Judge(figure), Is.EqualTo(verdict));

    [TestCase("error_ratio", 0.2)]
    [TestCase("request_rate", 100 / 300.0)]
    [TestCase("latency_mean", 0.2)]
    [TestCase("latency_p50", 0.1)]
    [TestCase("latency_p99", 0.1)]
    [TestCase("queue_p99", 0.5)]
    [TestCase("run_p99", 0.7)]
    [TestCase("load_count", 3)]
    [TestCase("dropped_sample_ratio", 0.75)]
    public void Operation_OfEachMetric_IsItsFigure(string metric, double expected)
    {
        var window = Of(ok: 80, failed: 20, sampled: 25, dropped: 75, latencies: [0.1, 0.1, 0.4]) with
        {
            Operation = OperationOf(queueSeconds: 0.5, runSeconds: 0.7, loads: 3),
        };

        var reading = new OperationCondition(metric, new Threshold("above", 0, null)).Read(window, minSampleCount: 1);

        Assert.That(reading.Value, Is.EqualTo(expected).Within(1.01).Percent);
        Assert.That(reading.Verdict, Is.EqualTo(Verdict.Holds));
        Assert.That(reading.Text, Does.StartWith(metric).And.Contain("above 0").And.Contain("100 requests"));
    }

    [Test]
    public void Operation_OfTooFewRequests_SaysNothing() => Assert.That(
        new OperationCondition("error_ratio", new Threshold("above", 0, null)).Read(Of(ok: 1, failed: 8), minSampleCount: 10).Verdict,
        Is.EqualTo(Verdict.Untold));

    [TestCase("latency_p99")]
    [TestCase("queue_p99")]
    [TestCase("load_count")]
    public void Operation_OfWhatWasNotTold_SaysNothing(string metric) => Assert.That(
        new OperationCondition(metric, new Threshold("above", -1, null)).Read(Of(), minSampleCount: 1).Verdict, Is.EqualTo(Verdict.Untold));

    [TestCase("missing_ratio", 0.2, "b")]
    [TestCase("unseen_ratio", 0.4, "c")]
    [TestCase("out_of_range_ratio", 0.3, "a")]
    [TestCase("constant", 1.0, "b")]
    public void Quality_OfEachMetric_NamesTheWorstFeature(string metric, double expected, string worst)
    {
        var window = WithQuality(features:
        [
            QualityOf("a", outOfRange: 30), QualityOf("b", values: 80, missing: 20, isConstant: true), QualityOf("c", unseen: 40),
        ]);

        var reading = new QualityCondition(metric, [], new Threshold("above", 0.1, null)).Read(window, minSampleCount: 1);

        Assert.That((reading.Verdict, reading.Value), Is.EqualTo((Verdict.Holds, expected)));
        Assert.That(reading.Features, Is.EqualTo(new[] { worst }));
    }

    [Test]
    public void Quality_OfOtherFeatures_IsClear() => Assert.That(
        new QualityCondition("missing_ratio", ["a"], new Threshold("above", 0.1, null))
            .Read(WithQuality(features: [QualityOf("a"), QualityOf("b", values: 10, missing: 90)]), minSampleCount: 1).Verdict,
        Is.EqualTo(Verdict.Clear));

    [Test]
    public void Quality_OfSeveralBadFeatures_NamesTheWorstFirst() => Assert.That(
        new QualityCondition("missing_ratio", [], new Threshold("above", 0.1, null))
            .Read(WithQuality(features: [QualityOf("a", 80, 20), QualityOf("b", 60, 40), QualityOf("c", 95, 5)]), minSampleCount: 1).Features,
        Is.EqualTo(new[] { "b", "a" }));

    [Test]
    public void Quality_OfTheWindow_IsItsFigure()
    {
        var few = new QualityCondition("volume_ratio", [], new Threshold("below", 0.5, null));
        var twice = new QualityCondition("duplicate_ratio", [], new Threshold("above", 0.5, null));

        Assert.That(few.WindowsBefore, Is.EqualTo(7));
        Assert.That(few.Read(WithQuality(volume: 0.2), 1).Verdict, Is.EqualTo(Verdict.Holds));
        Assert.That(few.Read(WithQuality(volume: null), 1).Verdict, Is.EqualTo(Verdict.Untold));
        Assert.That(twice.Read(WithQuality(duplicates: 0.4), 1).Verdict, Is.EqualTo(Verdict.Clear));
        Assert.That(twice.Read(Of(), 1).Verdict, Is.EqualTo(Verdict.Untold));
        Assert.That(twice.Read(WithQuality(duplicates: 0.9), minSampleCount: 101).Verdict, Is.EqualTo(Verdict.Untold));
    }

    [TestCase(false, 0.7, Verdict.Holds)]
    [TestCase(false, 0.85, Verdict.Clear)]
    [TestCase(true, 0.7, Verdict.Between)]
    [TestCase(true, 0.6, Verdict.Holds)]
    public void Performance_BelowAThreshold_HoldsWithConfidenceIfAsked(bool requiresConfidence, double accuracy, object verdict) =>
        Assert.That(
            new PerformanceCondition("accuracy", "realised", new Threshold("below", 0.8, null), false, requiresConfidence)
                .Read(WithPerformance(realised: Accuracy(accuracy, accuracy - 0.15, accuracy + 0.15)), minSampleCount: 1).Verdict,
            Is.EqualTo(verdict));

    [Test]
    public void Performance_RelativeToTheBaseline_IsTheDifference()
    {
        var condition = new PerformanceCondition("accuracy", "estimated", new Threshold("below", -0.05, null), true, true);

        var reading = condition.Read(WithPerformance(estimated: Accuracy(0.8, 0.78, 0.82, baseline: 0.9)), minSampleCount: 1);
        var unknown = condition.Read(WithPerformance(estimated: Accuracy(0.8, 0.78, 0.82)), minSampleCount: 1);

        Assert.That(reading.Value, Is.EqualTo(-0.1).Within(1e-12));
        Assert.That((reading.Verdict, unknown.Verdict), Is.EqualTo((Verdict.Holds, Verdict.Untold)));
    }

    [Test]
    public void Performance_OfRefutedEstimatesAndChanges_CountsThem()
    {
        var refuted = new PerformanceCondition("estimate_refuted", "realised", new Threshold("above", 0, null), false, false);
        var changed = new PerformanceCondition("change_count", "realised", new Threshold("above", 0, null), false, false);
        var estimate = Accuracy(0.8, 0.7, 0.9);

        Assert.That(refuted.Read(WithPerformance(estimated: estimate, isRefuted: true), 1).Verdict, Is.EqualTo(Verdict.Holds));
        Assert.That(refuted.Read(WithPerformance(estimated: estimate), 1).Verdict, Is.EqualTo(Verdict.Clear));
        Assert.That(refuted.Read(WithPerformance(isRefuted: true), 1).Verdict, Is.EqualTo(Verdict.Untold));
        Assert.That(changed.Read(WithPerformance(changes: 2), 1).Value, Is.EqualTo(2));
        Assert.That(changed.Read(WithPerformance(outcomes: 4, changes: 2), 5).Verdict, Is.EqualTo(Verdict.Untold));
    }

    [Test]
    public void Performance_WithoutFigure_SaysNothing() => Assert.That(
        new PerformanceCondition("f1", "realised", new Threshold("below", 1, null), false, false)
            .Read(WithPerformance(realised: Accuracy(0.1, 0, 1)), minSampleCount: 1).Verdict,
        Is.EqualTo(Verdict.Untold));

    [Test]
    public void Drift_OfAWindowToldApart_NamesItsFeaturesByPValue()
    {
        var window = WithDrift(
            1e-6, DriftOf("a", 1e-4, psi: 0.1, isDrifted: true), DriftOf("b", 0.4), DriftOf("c", 1e-7, psi: 0.3, isDrifted: true));

        var reading = new DriftCondition([], "", 0).Read(window, minSampleCount: 1);

        Assert.That((reading.Verdict, reading.Value), Is.EqualTo((Verdict.Holds, 1e-6)));
        Assert.That(reading.Features, Is.EqualTo(new[] { "c", "a" }));
        Assert.That(reading.Text, Is.EqualTo("traffic has drifted from the baseline in c, a; p-value 1e-6 against 1e-3"));
    }

    [TestCase("psi.counts", 0.2, new[] { "c" })]
    [TestCase("hellinger.counts", 0.04, new[] { "c", "a" })]
    [TestCase("psi.counts", 0.4, new string[0])]
    public void Drift_WithADistance_LeavesOutWhatIsNear(string recipe, double distance, string[] features) => Assert.That(
        new DriftCondition([], recipe, distance).Read(
            WithDrift(1e-6, DriftOf("a", 1e-4, psi: 0.1, isDrifted: true), DriftOf("c", 1e-7, psi: 0.3, isDrifted: true)), 1).Features,
        Is.EqualTo(features));

    [Test]
    public void Drift_OfAFeatureWithoutAnyValue_IsFarEnough() => Assert.That(
        new DriftCondition([], "psi.counts", 0.5).Read(WithDrift(1e-9, DriftOf("a", 1e-9, isDrifted: true, samples: 0)), 1).Verdict,
        Is.EqualTo(Verdict.Holds));

    [TestCase("b", Verdict.Clear)]
    [TestCase("c", Verdict.Holds)]
    [TestCase("nobody", Verdict.Untold)]
    public void Drift_OfOneFeature_LeavesTheOthersOut(string feature, object verdict) => Assert.That(
        new DriftCondition([feature], "", 0).Read(
            WithDrift(1e-6, DriftOf("b", 0.4), DriftOf("c", 1e-7, isDrifted: true)), minSampleCount: 1).Verdict,
        Is.EqualTo(verdict));

    [Test]
    public void Drift_OfAWindowThatWasNotTested_SaysNothing()
    {
        var tested = WithDrift(1e-6, DriftOf("c", 1e-7, isDrifted: true));
        MetricsWindow[] windows =
        [
            Of(), tested with { Drift = tested.Drift! with { Untested = Maas.Monitoring.Drift.UntestedReason.FewSamples } },
        ];

        Assert.That(
            windows.Select(window => new DriftCondition([], "", 0).Read(window, 1).Verdict), Is.All.EqualTo(Verdict.Untold));
        Assert.That(new DriftCondition([], "", 0).Read(tested, minSampleCount: 101).Verdict, Is.EqualTo(Verdict.Untold));
    }
}
