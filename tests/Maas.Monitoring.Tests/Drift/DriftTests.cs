using Maas.Contracts.Monitoring.V1;
using Maas.Statistics;
using static Maas.Monitoring.Tests.MonitoringSetup;

namespace Maas.Monitoring.Tests.Drift;

[CancelAfter(60_000)]
internal sealed class DriftTests
{
    private MonitoringSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await StartAsync(
        ("MaxPendingSamples", "2000"), ("BaselineRetryInterval", "00:00:00.050"));

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Drift_OfTheTrainingData_IsZero(CancellationToken cancellationToken)
    {
        double[] values = [.. Enumerable.Range(0, 1000).Select(value => value / 10.0)];
        _setup.Registry.With(ChurnVersion, BaselineOf(values));
        await _setup.StartRegistryAsync();

        await _setup.IngestAsync(
            cancellationToken, Batch(values.Select(value => Sample(Number("", value), Number("x", value)))));
        var window = await WaitForDriftAsync(cancellationToken);

        Assert.That(window.FeatureDrifts.Select(drift => (drift.Feature, drift.Test, drift.Statistic, drift.PValue, drift.SampleCount)),
            Is.EqualTo(new[]
            {
                ("x", "anderson-darling", 0.0, 1.0, 1000L), ("(prediction)", "anderson-darling", 0.0, 1.0, 1000L),
            }));
        Assert.That(window.Drift.IsDrifted, Is.False);
        Assert.That((window.Drift.UntestedReason, window.Drift.TestCount, window.Drift.PValue), Is.EqualTo(("", 2, 1.0)));
        Assert.That(window.FeatureDrifts[0].Mean, Is.EqualTo(values.Average()).Within(1e-9));
    }

    // The reference is that of data/drift-references.json: generator, recipe and value.
    [Test]
    public async Task Drift_OfShiftedData_EqualsTheReference(CancellationToken cancellationToken)
    {
        var generator = new Generator(3);
        double[] baseline = [.. Enumerable.Range(0, 1000).Select(_ => generator.NextNormal())];
        double[] current = [.. Enumerable.Range(0, 500).Select(_ => generator.NextNormal() + 0.5)];
        _setup.Registry.With(ChurnVersion, BaselineOf(baseline));
        await _setup.StartRegistryAsync();

        foreach (var part in current.Chunk(100))
        {
            await _setup.IngestAsync(
                cancellationToken, Batch(part.Select(value => Sample(prediction: null, Number("x", value)))));
        }

        var drift = (await WaitForDriftAsync(cancellationToken)).FeatureDrifts[0];
        Assert.That(Psi(drift), Is.EqualTo(0.3669975472925467).Within(1e-12));
        Assert.That(drift.IsDrifted);
        Assert.That(drift.PValue, Is.LessThan(1e-15));
        Assert.That(drift.Mean, Is.EqualTo(current.Average()).Within(1e-12));
        Assert.That(drift.BaselineMean, Is.EqualTo(baseline.Average()).Within(1e-12));
    }

    [Test]
    public async Task Drift_WithRegistryAwayAtFirst_HasTheSamplesFromBefore(CancellationToken cancellationToken)
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(value => (double)value)];
        _setup.Registry.With(ChurnVersion, BaselineOf(values));
        var samples = values.Select(value => Sample(prediction: null, Number("x", value))).ToList();
        await _setup.IngestAsync(cancellationToken, Batch(samples), Batch(samples));
        var before = (await _setup.QueryAsync(cancellationToken)).Single();
        await _setup.Host.RestartAsync();

        await _setup.StartRegistryAsync();
        var after = await WaitForDriftAsync(cancellationToken);
        await _setup.IngestAsync(cancellationToken, Batch(samples));
        var later = (await _setup.QueryAsync(cancellationToken)).Single();

        Assert.That((before.SampleCount, before.FeatureDrifts.Count), Is.EqualTo((200L, 0)));
        Assert.That((after.SampleCount, after.FeatureDrifts[0].SampleCount), Is.EqualTo((200L, 200L)));
        Assert.That((later.SampleCount, later.FeatureDrifts[0].SampleCount), Is.EqualTo((300L, 300L)));
        Assert.That(later.FeatureDrifts[0].Statistic, Is.Zero);
    }

    [Test]
    public async Task Drift_OfMoreSamplesThanMayWait_IsThatOfTheFirst(CancellationToken cancellationToken)
    {
        _setup.Registry.With(ChurnVersion, BaselineOf([1, 2, 3]));
        var sample = Sample(prediction: null, Number("x", 1));
        await _setup.IngestAsync(
            cancellationToken, Batch(Enumerable.Repeat(sample, 1500)), Batch(Enumerable.Repeat(sample, 1500)));

        await _setup.StartRegistryAsync();
        var window = await WaitForDriftAsync(cancellationToken);

        Assert.That((window.SampleCount, window.FeatureDrifts[0].SampleCount), Is.EqualTo((3000L, 2000L)));
    }

    [Test]
    public async Task Drift_AfterARestartWithoutRegistry_GoesOn(CancellationToken cancellationToken)
    {
        _setup.Registry.With(ChurnVersion, BaselineOf([1, 2, 3]));
        await _setup.StartRegistryAsync();
        var sample = Sample(prediction: null, Number("x", 1));
        await _setup.IngestAsync(cancellationToken, Batch([sample]));
        await WaitForDriftAsync(cancellationToken);

        await _setup.StopRegistryAsync();
        await _setup.Host.RestartAsync();
        await _setup.IngestAsync(cancellationToken, Batch([sample]));

        Assert.That((await _setup.QueryAsync(cancellationToken)).Single().FeatureDrifts[0].SampleCount, Is.EqualTo(2));
    }

    [Test]
    public async Task Drift_OfCategories_CountsOthersAndMissing(CancellationToken cancellationToken)
    {
        _setup.Registry.With(ChurnVersion, new BaselineProfile
        {
            RowCount = 10,
            Features =
            {
                new FeatureBaseline
                {
                    Feature = "plan",
                    Categorical = new CategoricalBaseline
                    {
                        Categories = { "free", "1" },
                        Counts = { 4, 4 },
                        OtherCount = 1,
                    },
                    MissingCount = 1,
                },
            },
        });
        await _setup.StartRegistryAsync();

        await _setup.IngestAsync(cancellationToken, Batch(
        [
            Sample(null, Text("plan", "free")), Sample(null, Number("plan", 1)), Sample(null, Text("plan", "gold")),
            Sample(null, Text("plan", "")), Sample(null, new FeatureValue { Feature = "plan" }), Sample(null),
        ]));

        var window = await WaitForDriftAsync(cancellationToken);
        var drift = window.FeatureDrifts.Single();
        Assert.That((window.Drift.UntestedReason, window.Drift.IsDrifted, drift.Test), Is.EqualTo(("few-samples", false, "none")));
        Assert.That((drift.SampleCount, drift.MissingCount, drift.HasMean), Is.EqualTo((3L, 3L, false)));
        Assert.That(drift.BaselineMissingRatio, Is.EqualTo(0.1).Within(1e-12));
        Assert.That(Psi(drift), Is.EqualTo(PopulationStabilityIndex.Compute([4, 4, 1], [1, 1, 1])).Within(1e-12));
    }

    [Test]
    public async Task Drift_OfNumbers_TakesWhatIsNoNumberAsMissing(CancellationToken cancellationToken)
    {
        _setup.Registry.With(ChurnVersion, BaselineOf([1, 2, 3]));
        await _setup.StartRegistryAsync();

        await _setup.IngestAsync(cancellationToken, Batch(
        [
            Sample(null, Number("x", 2)), Sample(null, Number("x", double.NaN)), Sample(null, Text("x", "two")),
            Sample(null, Number("unknown", 1)),
        ]));

        var drift = (await WaitForDriftAsync(cancellationToken)).FeatureDrifts[0];
        Assert.That((drift.SampleCount, drift.MissingCount, drift.Mean), Is.EqualTo((1L, 3L, 2.0)));
    }

    [Test]
    public async Task Drift_OfVersionWithoutBaseline_IsEmpty(CancellationToken cancellationToken)
    {
        _setup.Registry.With(ChurnVersion, baseline: null);
        await _setup.StartRegistryAsync();

        await _setup.IngestAsync(cancellationToken, Batch([Sample(null, Number("x", 2))]));
        await WaitForLogAsync("absent", cancellationToken);

        var window = (await _setup.QueryAsync(cancellationToken)).Single();
        Assert.That((window.SampleCount, window.FeatureDrifts.Count), Is.EqualTo((1L, 0)));
    }

    [Test]
    public async Task Drift_OfBaselineThatIsNone_IsEmptyAndSaysWhy(CancellationToken cancellationToken)
    {
        var spoiled = BaselineOf([1, 2, 3]);
        spoiled.Features[0].Numeric.Edges.Add(-1);
        _setup.Registry.With(ChurnVersion, spoiled);
        await _setup.StartRegistryAsync();

        await _setup.IngestAsync(cancellationToken, Batch([Sample(null, Number("x", 2))]));

        await WaitForLogAsync("cannot be used", cancellationToken);
        await WaitForLogAsync("feature 'x'", cancellationToken);
    }

    [Test]
    public async Task Drift_OfBaselineWhoseBytesAreOthers_WaitsForTheRightOnes(CancellationToken cancellationToken)
    {
        _setup.Registry.With(ChurnVersion, BaselineOf([1, 2, 3]));
        var (name, right) = _setup.Registry.Blobs.Single();
        byte[] wrong = [.. right];
        wrong[^1] ^= 1;
        _setup.Registry.Blobs[name] = wrong;
        await _setup.StartRegistryAsync();
        await _setup.IngestAsync(cancellationToken, Batch([Sample(null, Number("x", 2))]));
        await WaitForLogAsync("cannot be fetched now", cancellationToken);

        _setup.Registry.Blobs[name] = right;

        Assert.That((await WaitForDriftAsync(cancellationToken)).FeatureDrifts[0].SampleCount, Is.EqualTo(1));
    }

    [Test]
    public async Task Drift_OfModelServedWithoutRegistry_AsksForNothing(CancellationToken cancellationToken)
    {
        _setup.Registry.With(ChurnVersion, BaselineOf([1, 2, 3]));
        await _setup.StartRegistryAsync();
        var sample = Sample(null, Number("x", 2));
        sample.Deployment = "models/churn";
        await _setup.IngestAsync(cancellationToken, Batch([sample]));

        var before = (await _setup.QueryAsync(cancellationToken)).Single();
        await _setup.IngestAsync(cancellationToken, Batch([Sample(null, Number("x", 2))]));
        var after = await WaitForDriftAsync(cancellationToken);

        Assert.That(before.FeatureDrifts, Is.Empty);
        Assert.That((after.SampleCount, after.FeatureDrifts[0].SampleCount), Is.EqualTo((2L, 1L)));
    }

    private static double Psi(FeatureDrift drift) => drift.Distances.Single(distance => distance.Recipe == "psi.counts").Value;

    private async Task<MetricsWindow> WaitForDriftAsync(CancellationToken cancellationToken)
    {
        await _setup.WaitForMonitorAsync(monitor => monitor.ModelVersions[0].HasBaseline, cancellationToken);
        await _setup.WaitForPendingAsync(cancellationToken);
        return (await _setup.QueryAsync(cancellationToken)).Single();
    }

    private async Task WaitForLogAsync(string part, CancellationToken cancellationToken) =>
        await _setup.WaitForMonitorAsync(
            _ => _setup.Host.Logs.Lines.Any(line => line.Text.Contains(part, StringComparison.Ordinal)), cancellationToken);

    private static BaselineProfile BaselineOf(double[] values)
    {
        var edges = DecileBins.Edges([.. values.Order()]);
        NumericBaseline Numeric() => new()
        {
            Edges = { edges },
            Counts = { DecileBins.Count(edges, values) },
            Mean = values.Average(),
        };
        return new BaselineProfile
        {
            RowCount = values.Length,
            Features = { new FeatureBaseline { Feature = "x", Numeric = Numeric() } },
            Prediction = new FeatureBaseline { Feature = "(prediction)", Numeric = Numeric() },
        };
    }

    private sealed class Generator(uint seed)
    {
        private uint _state = seed;

        public double NextNormal()
        {
            var sum = 0.0;
            for (var i = 0; i < 12; i++)
            {
                _state = unchecked((1664525 * _state) + 1013904223);
                sum += _state / 4294967296.0;
            }

            return sum - 6;
        }
    }
}
