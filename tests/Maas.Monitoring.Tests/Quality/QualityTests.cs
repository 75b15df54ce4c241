using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using static Maas.Monitoring.Tests.MonitoringSetup;

namespace Maas.Monitoring.Tests.Quality;

[CancelAfter(60_000)]
internal sealed class QualityTests
{
    private MonitoringSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await StartAsync();

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Query_OfWrongRows_CountsEachKind(CancellationToken cancellationToken)
    {
        var quality = await QualityOfAsync(
            cancellationToken, Row(30, "N"), Row(19.5, "N"), Row(81, "Q"), Row(null, "R"), Row(80, ""), Row(20, "W"));

        Assert.That(
            quality.Features.Select(feature => (feature.Feature, feature.ValueCount, feature.MissingCount, feature.UnseenCount, feature.OutOfRangeCount)),
            Is.EqualTo(new[] { ("age", 5L, 1L, 0L, 2L), ("region", 5L, 1L, 2L, 0L) }));
        Assert.That(quality.Features.Select(feature => feature.IsConstant), Is.All.False);
        Assert.That(quality.DuplicateRatio, Is.Zero.Within(0.01));
    }

    [Test]
    public async Task Query_OfNumbers_SaysWhereTheyLie(CancellationToken cancellationToken)
    {
        double[] ages = [.. Enumerable.Range(0, 101).Select(step => 20 + (0.5 * step))];
        var quality = await QualityOfAsync(cancellationToken, [.. ages.Select(age => Row(age, "N"))]);

        var numbers = quality.Features[0].Numbers;
        Assert.That((numbers.Minimum, numbers.Maximum, numbers.Mean), Is.EqualTo((20, 70, 45)));
        Assert.That(numbers.StandardDeviation, Is.EqualTo(Math.Sqrt(ages.Sum(age => (age - 45) * (age - 45)) / 100)).Within(1e-9));
        Assert.That((numbers.P05, numbers.P50, numbers.P95), Is.EqualTo((22.5, 45, 67.5)).Within(0.5));
        Assert.That(quality.Features[1].IsConstant, Is.True);
        Assert.That(quality.Features[1].Numbers, Is.Null);
    }

    [Test]
    public async Task Query_OfRepeatedRows_TellsTheirShare(CancellationToken cancellationToken)
    {
        var rows = Enumerable.Range(0, 500).Select(row => Row(20 + (0.01 * row), "N")).ToArray();

        var quality = await QualityOfAsync(cancellationToken, [.. rows, .. rows, .. rows, .. rows]);

        Assert.That(quality.DuplicateRatio, Is.EqualTo(0.75).Within(0.03));
    }

    [Test]
    public async Task Query_OfOneNumber_IsConstant(CancellationToken cancellationToken)
    {
        var quality = await QualityOfAsync(cancellationToken, Row(42, "N"), Row(42, "S"));

        Assert.That(quality.Features.Select(feature => feature.IsConstant), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public async Task Query_AfterQuietWindows_ComparesTheVolume(CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.Plain, cancellationToken);
        foreach (var (minute, requests) in new[] { (10, 100L), (9, 200L), (8, 300L), (7, 600L) })
        {
            var row = Row(30, "N");
            row.PredictTime = Noon.AddMinutes(-minute).ToTimestamp();
            var batch = Batch([row]);
            batch.OperationCounts.Add(Counts(Noon.AddMinutes(-minute), ok: requests));
            await _setup.IngestAsync(cancellationToken, batch);
        }

        var windows = await _setup.QueryAsync(cancellationToken, TimeSpan.FromMinutes(1));

        Assert.That(windows[0].Quality.HasVolumeRatio, Is.False);
        Assert.That(windows.Skip(1).Take(3).Select(window => window.Quality.VolumeRatio), Is.EqualTo(new[] { 2, 2, 3.0 }).Within(1e-12));
    }

    private async Task<DataQuality> QualityOfAsync(CancellationToken cancellationToken, params PredictionSample[] rows)
    {
        await _setup.BeginAsync(Baselines.Plain, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Batch(rows));
        return (await _setup.QueryAsync(cancellationToken)).Single().Quality;
    }

    private static PredictionSample Row(double? age, string region) => Sample(
        null,
        age is { } number ? Number("age", number) : new FeatureValue { Feature = "age" },
        region.Length > 0 ? Text("region", region) : new FeatureValue { Feature = "region" });
}
