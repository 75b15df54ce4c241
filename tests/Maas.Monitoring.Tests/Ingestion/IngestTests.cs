using Grpc.Core;
using Maas.Contracts.Monitoring.V1;
using static Maas.Monitoring.Tests.MonitoringSetup;

namespace Maas.Monitoring.Tests.Ingestion;

[CancelAfter(60_000)]
internal sealed class IngestTests
{
    private MonitoringSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await StartAsync(
        ("MaxMonitors", "2"), ("MaxVersionsPerMonitor", "2"), ("IngestIdleTimeout", "00:00:01"));

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Ingest_BatchesOfManyReplicas_AddUpExactly(CancellationToken cancellationToken)
    {
        await Parallel.ForAsync(0, 8, cancellationToken, async (_, token) => await _setup.IngestAsync(
            token,
            Batch(Counts(Noon, ok: 10, failed: ("INVALID_ARGUMENT", 3))),
            Batch(Counts(Noon, ok: 5, failed: ("UNAVAILABLE", 2)), Counts(Noon.AddSeconds(1), ok: 1))));

        var window = (await _setup.QueryAsync(cancellationToken)).Single();

        Assert.That((window.RequestCount, window.ErrorCount, window.RowCount), Is.EqualTo((168L, 40L, 128L)));
        Assert.That(window.RequestCounts, Is.EquivalentTo(new Dictionary<string, long>
        {
            ["OK"] = 128,
            ["INVALID_ARGUMENT"] = 24,
            ["UNAVAILABLE"] = 16,
        }));
    }

    [Test]
    public async Task Ingest_SamplesOfADeploymentAndOfTheModelOfItsId_AreCountedTogether(CancellationToken cancellationToken)
    {
        var byItsModel = Sample(prediction: null, Number("age", 41));
        byItsModel.Deployment = ChurnDeployment.Replace("deployments/", "models/", StringComparison.Ordinal);

        await _setup.IngestAsync(cancellationToken, Batch([byItsModel, Sample(prediction: null, Number("age", 42))]));

        var window = (await _setup.QueryAsync(cancellationToken)).Single();
        Assert.That(window.SampleCount, Is.EqualTo(2));
    }

    [Test]
    public async Task Ingest_Latencies_GiveQuantilesWithinOnePercent(CancellationToken cancellationToken)
    {
        var random = new Random(7);
        double[] durations = [.. Enumerable.Range(0, 5000).Select(_ => 0.001 * Math.Exp(2 * random.NextDouble()))];
        foreach (var part in durations.Chunk(500))
        {
            await _setup.IngestAsync(cancellationToken, Batch(Counts(Noon, part.Length, latency: Sketch(part))));
        }

        var latency = (await _setup.QueryAsync(cancellationToken)).Single().Latency;

        Array.Sort(durations);
        Assert.That(latency.P50Seconds, Is.EqualTo(durations[2499]).Within(1.0001).Percent);
        Assert.That(latency.P90Seconds, Is.EqualTo(durations[4499]).Within(1.0001).Percent);
        Assert.That(latency.P99Seconds, Is.EqualTo(durations[4949]).Within(1.0001).Percent);
        Assert.That(latency.MeanSeconds, Is.EqualTo(durations.Average()).Within(1e-9).Percent);
    }

    [Test]
    public async Task Ingest_BatchSentAgain_IsCountedOnceAlsoAfterARestart(CancellationToken cancellationToken)
    {
        var batch = Batch(Counts(Noon, ok: 10));
        var first = await _setup.IngestAsync(cancellationToken, batch, batch);
        await _setup.Host.RestartAsync();

        batch.BatchId = batch.BatchId.ToUpperInvariant();
        var second = await _setup.IngestAsync(cancellationToken, batch);

        Assert.That((first.BatchCount, first.DuplicateBatchCount), Is.EqualTo((2L, 1L)));
        Assert.That((second.BatchCount, second.DuplicateBatchCount), Is.EqualTo((1L, 1L)));
        Assert.That((await _setup.QueryAsync(cancellationToken)).Single().RequestCount, Is.EqualTo(10));
    }

    public static IEnumerable<TestCaseData> Malformed() =>
    [
        Case("a status code that is none", batch => batch.OperationCounts[0].RequestCounts["FINE"] = 1),
        Case("a negative count", batch => batch.OperationCounts[0].RequestCounts["OK"] = -1),
        Case("a count out of range", batch => batch.OperationCounts[0].RowCount = long.MaxValue),
        Case("a deployment that is none", batch => batch.OperationCounts[0].Deployment = "churn"),
        Case("a version that is none", batch => batch.OperationCounts[0].ModelVersion = "models/churn/versions/0"),
        Case("a time in the future", batch => batch.OperationCounts[0].EndTime.Seconds += 3600),
        Case("a time before retention", batch => batch.OperationCounts[0].EndTime.Seconds -= 367 * 86400),
        Case("a time out of range", batch => batch.OperationCounts[0].EndTime.Seconds = long.MaxValue),
        Case("a sketch of another accuracy", batch => batch.OperationCounts[0].Latency.AccuracyRatio = 0.02),
        Case("a sketch of unequal lists", batch => batch.OperationCounts[0].Latency.BucketCounts.Add(1)),
        Case("a bucket out of range", batch => batch.OperationCounts[0].Latency.BucketIndexes[^1] = int.MaxValue),
        Case("a sum that is no number", batch => batch.OperationCounts[0].Latency.TotalSeconds = double.NaN),
        Case("a replica with a long name", batch => batch.Replica = new string('r', 129)),
        Case("a negative number of dropped samples", batch => batch.DroppedSampleCount = -1),
        Case("a feature that comes twice", batch => batch.PredictionSamples.Add(
            Sample(prediction: null, Number("age", 1), Number("age", 2)))),
        Case("a feature without a name", batch => batch.PredictionSamples.Add(Sample(prediction: null, Number("", 1)))),
        Case("too many samples", batch => batch.PredictionSamples.Add(
            Enumerable.Repeat(Sample(prediction: null), 10_001))),
    ];

    [TestCaseSource(nameof(Malformed))]
    public async Task Ingest_MalformedBatch_IsRefusedAndThoseBeforeAreKept(
        Action<IngestRequest> spoil, CancellationToken cancellationToken)
    {
        var batch = Batch(Counts(Noon, ok: 2, latency: Sketch([0.001, 0.002])));
        spoil(batch);

        var (code, info) = await Failures.OfAsync(
            () => _setup.IngestAsync(cancellationToken, Batch(Counts(Noon, ok: 1)), batch));

        Assert.That((code, info.Reason, info.Domain), Is.EqualTo(
            (StatusCode.InvalidArgument, "BATCH_INVALID", "monitoring.maas")));
        Assert.That(info.Metadata["batchId"], Is.EqualTo(batch.BatchId));
        Assert.That(info.Metadata["problem"], Is.Not.Empty);
        Assert.That((await _setup.QueryAsync(cancellationToken)).Single().RequestCount, Is.EqualTo(1));
    }

    [Test]
    public async Task Ingest_BatchWithoutId_IsRefused(CancellationToken cancellationToken)
    {
        var batch = Batch(Counts(Noon, ok: 1));
        batch.BatchId = "one";

        var (code, info) = await Failures.OfAsync(() => _setup.IngestAsync(cancellationToken, batch));

        Assert.That((code, info.Reason), Is.EqualTo((StatusCode.InvalidArgument, "INVALID_FIELD")));
    }

    [Test]
    public async Task Ingest_StreamThatStandsStill_IsEndedAndWhatCameIsKept(CancellationToken cancellationToken)
    {
        await _setup.IngestAsync(cancellationToken, Batch(Counts(Noon, ok: 1)));
        using var call = _setup.Client.Ingest(cancellationToken: cancellationToken);
        await call.RequestStream.WriteAsync(Batch(Counts(Noon, ok: 1)), cancellationToken);
        await _setup.WaitForMonitorAsync(
            monitor => monitor.ModelVersions[0].RequestCount == 2, cancellationToken, step: TimeSpan.Zero);

        await _setup.WaitForMonitorAsync(_ => call.ResponseAsync.IsCompleted, cancellationToken);

        var (code, info) = await Failures.OfAsync(() => call.ResponseAsync);

        Assert.That((code, info.Reason), Is.EqualTo((StatusCode.DeadlineExceeded, "INGEST_IDLE")));
        Assert.That((await _setup.QueryAsync(cancellationToken)).Single().RequestCount, Is.EqualTo(2));
    }

    [Test]
    public async Task Ingest_MoreMonitorsThanAllowed_IsRefused(CancellationToken cancellationToken)
    {
        var third = Counts(Noon, ok: 1);
        third.Deployment = "deployments/third";
        var second = Counts(Noon, ok: 1);
        second.Deployment = "deployments/second";

        var (code, info) = await Failures.OfAsync(() => _setup.IngestAsync(
            cancellationToken, Batch(Counts(Noon, ok: 1)), Batch(second), Batch(third)));

        Assert.That((code, info.Reason), Is.EqualTo((StatusCode.ResourceExhausted, "LIMIT_REACHED")));
        Assert.That(info.Metadata["limit"], Is.EqualTo("MaxMonitors"));
    }

    [Test]
    public async Task Ingest_MoreVersionsThanAllowed_IsRefusedWhole(CancellationToken cancellationToken)
    {
        var batch = Batch([.. Enumerable.Range(1, 3).Select(n => Counts(Noon, 1, version: $"models/churn/versions/{n}"))]);
        await _setup.IngestAsync(cancellationToken, Batch(Counts(Noon, ok: 1)));

        var (_, info) = await Failures.OfAsync(() => _setup.IngestAsync(cancellationToken, batch));

        Assert.That(info.Metadata["limit"], Is.EqualTo("MaxVersionsPerMonitor"));
        Assert.That(await _setup.QueryAsync(cancellationToken), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Ingest_DroppedSamples_AreSharedOutByVersionAndAddUp(CancellationToken cancellationToken)
    {
        var batch = Batch(Enumerable.Repeat(Sample(prediction: null), 3));
        batch.OperationCounts.Add(Counts(Noon, ok: 100, version: "models/churn/versions/8"));
        var other = Sample(prediction: null);
        other.ModelVersion = "models/churn/versions/8";
        batch.PredictionSamples.Add(other);
        batch.DroppedSampleCount = 10;

        await _setup.IngestAsync(cancellationToken, batch);

        var windows = await _setup.QueryAsync(cancellationToken);
        Assert.That(windows.Sum(window => window.DroppedSampleCount), Is.EqualTo(10));
        Assert.That(windows[0].DroppedSampleCount, Is.EqualTo(7).Or.EqualTo(8), "7.5 of 10 to 3 samples of 4");
    }

    private static TestCaseData Case(string name, Action<IngestRequest> spoil) =>
        new TestCaseData(spoil).SetArgDisplayNames(name);
}
