using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Baselines;
using static Maas.Monitoring.Tests.MonitoringSetup;
using BaselineProfile = Maas.Contracts.Monitoring.V1.BaselineProfile;
using SliceBaseline = Maas.Contracts.Monitoring.V1.SliceBaseline;
using SliceCounts = Maas.Contracts.Monitoring.V1.SliceCounts;

namespace Maas.Monitoring.Tests.Slices;

[CancelAfter(60_000)]
internal sealed class SliceTests
{
    private MonitoringSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await StartAsync();

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Query_OfEverySlice_AddsUpToTheWhole(CancellationToken cancellationToken)
    {
        await BeginAsync(maxValues: 50, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Batch(Rows(60)));

        var windows = await _setup.QueryAsync(cancellationToken, slice: "*");

        Assert.That(windows.Select(window => (window.Slice, window.SampleCount)), Is.EqualTo(new[]
        {
            ("", 60L), ("region=(missing)", 15L), ("region=N", 15L), ("region=S", 15L), ("region=W", 15L),
        }));
        Assert.That(windows.Skip(1).Sum(window => window.FeatureDrifts[0].SampleCount), Is.EqualTo(windows[0].FeatureDrifts[0].SampleCount));
        Assert.That(windows[0].Operation, Is.Not.Null);
        Assert.That(windows.Skip(1).Select(window => window.Operation), Is.All.Null);
    }

    [Test]
    public async Task Query_OfOneSlice_IsThatOneAlone(CancellationToken cancellationToken)
    {
        await BeginAsync(maxValues: 50, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Batch(Rows(60)));

        var windows = await _setup.QueryAsync(cancellationToken, slice: "region=S");

        Assert.That(windows.Single().FeatureDrifts.Single(drift => drift.Feature == "region").SampleCount, Is.EqualTo(15));
    }

    [Test]
    public async Task Ingest_OfMoreValuesThanSlices_PutsTheLaterOnesTogether(CancellationToken cancellationToken)
    {
        await BeginAsync(maxValues: 2, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Batch([Row("a"), Row("b")]));
        await _setup.IngestAsync(cancellationToken, Batch([Row("c"), Row("d"), Row("a"), Row(new string('x', 200))]));

        var windows = await _setup.QueryAsync(cancellationToken, slice: "*");

        Assert.That(windows.Skip(1).Select(window => (window.Slice, window.SampleCount)), Is.EqualTo(new[]
        {
            ("region=(other)", 3L), ("region=a", 2L), ("region=b", 1L),
        }));
    }

    // In N all are young, in S all are old: neither looks like all rows, and nothing has changed.
    [Test]
    public async Task Drift_OfASlice_IsThatFromTheTrainingRowsOfTheSlice(CancellationToken cancellationToken)
    {
        await BeginAsync(maxValues: 50, cancellationToken, WithSlices());
        await _setup.IngestAsync(cancellationToken, Batch(
        [
            .. Enumerable.Range(0, 100).Select(_ => Row("N", age: 30)),
            .. Enumerable.Range(0, 100).Select(_ => Row("S", age: 30)),
            .. Enumerable.Range(0, 100).Select(row => Row("W", age: 30 + (row % 3 * 20))),
        ]));

        var windows = (await _setup.QueryAsync(cancellationToken, slice: "*")).ToDictionary(window => window.Slice);

        Assert.That(windows["region=N"].Drift.IsDrifted, Is.False, "as they always were");
        Assert.That(windows["region=N"].Drift.TestCount, Is.EqualTo(1), "the region itself is not tested");
        Assert.That(windows["region=N"].FeatureDrifts.Select(drift => (drift.Feature, drift.Test == "none")), Is.EqualTo(new[] { ("age", false), ("region", true) }));
        Assert.That(windows["region=N"].FeatureDrifts[0].BaselineMean, Is.EqualTo(30));
        Assert.That(windows["region=S"].Drift.IsDrifted, Is.True, "once old, now young");
        Assert.That(windows["region=W"].Drift.UntestedReason, Is.EqualTo("no-slice-baseline"));
        Assert.That(windows["region=W"].Drift.IsDrifted, Is.False);
        Assert.That(windows[""].Drift.UntestedReason, Is.Empty);
    }

    [Test]
    public async Task Quality_OfASlice_FindsItsOwnFeatureNotConstant(CancellationToken cancellationToken)
    {
        await BeginAsync(maxValues: 50, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Batch([.. Enumerable.Range(0, 60).Select(_ => Row("N", age: 30))]));

        var window = (await _setup.QueryAsync(cancellationToken, slice: "region=N")).Single();

        Assert.That(window.Quality.Features.Select(quality => (quality.Feature, quality.IsConstant)), Is.EqualTo(new[] { ("age", true), ("region", false) }));
    }

    [Test]
    public void Slices_OverOtherBins_MakeTheBaselineUnusable()
    {
        var profile = WithSlices();
        profile.Slices[0].Counts[0].BinCounts.Add(7);

        Assert.That(BaselineRules.Problem(profile.FromProto()), Is.EqualTo("the slice 'region=N': expected counts over the bins of each feature."));
        Assert.That(BaselineRules.Problem(WithSlices().FromProto()), Is.Null);
    }

    private static BaselineProfile WithSlices()
    {
        var profile = Baselines.Plain;
        profile.Slices.Add(Slice("N", [300, 0, 0], 30, [300, 0, 0, 0]));
        profile.Slices.Add(Slice("S", [0, 0, 300], 70, [0, 300, 0, 0]));
        return profile;
    }

    private static SliceBaseline Slice(string region, long[] ages, double mean, long[] regions) => new()
    {
        Feature = "region",
        Value = region,
        Counts = { new SliceCounts { BinCounts = { ages }, Mean = mean }, new SliceCounts { BinCounts = { regions } } },
    };

    private async Task BeginAsync(int maxValues, CancellationToken cancellationToken, BaselineProfile? profile = null)
    {
        await _setup.BeginAsync(profile ?? Baselines.Plain, cancellationToken);
        await _setup.UpdateAsync(
            monitor => monitor.SliceSettings = new SliceSettings { Features = { "region" }, MaxValueCount = maxValues }, cancellationToken);
    }

    private static IEnumerable<PredictionSample> Rows(int count) =>
        Enumerable.Range(0, count).Select(row => Row(row % 4 == 3 ? "" : "NSW"[row % 4].ToString(), 20 + row));

    private static PredictionSample Row(string region, double age = 30) =>
        Sample(null, Number("age", age), region.Length == 0 ? new FeatureValue { Feature = "region" } : Text("region", region));
}
