using Maas.Contracts.Monitoring.V1;
using static Maas.Monitoring.Tests.MonitoringSetup;

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

    private async Task BeginAsync(int maxValues, CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Plain, cancellationToken);
        await _setup.UpdateAsync(
            monitor => monitor.SliceSettings = new SliceSettings { Features = { "region" }, MaxValueCount = maxValues }, cancellationToken);
    }

    private static IEnumerable<PredictionSample> Rows(int count) =>
        Enumerable.Range(0, count).Select(row => Row(row % 4 == 3 ? "" : "NSW"[row % 4].ToString(), 20 + row));

    private static PredictionSample Row(string region, double age = 30) =>
        Sample(null, Number("age", age), region.Length == 0 ? new FeatureValue { Feature = "region" } : Text("region", region));
}
