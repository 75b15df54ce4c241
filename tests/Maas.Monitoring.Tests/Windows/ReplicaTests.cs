using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using Maas.Statistics.Sketches;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static Maas.Monitoring.Tests.MonitoringSetup;
using MetricsWindow = Maas.Contracts.Monitoring.V1.MetricsWindow;

namespace Maas.Monitoring.Tests.Windows;

/// <summary>Many batches, and several Monitoring services on one PostgreSQL, say the same as one.</summary>
[CancelAfter(180_000)]
internal sealed class ReplicaTests
{
    [Test]
    public async Task Merge_OfAThousandBatches_IsThatOfOne(CancellationToken cancellationToken)
    {
        await using var one = await StartAsync();
        await using var many = await StartAsync();
        await one.BeginAsync(Baselines.Plain, cancellationToken);
        await many.BeginAsync(Baselines.Plain, cancellationToken);
        var random = new Random(11);
        PredictionSample[] rows = [.. Enumerable.Range(0, 5_000).Select(_ => Row(20 + (60 * random.NextDouble()), random))];

        await one.IngestAsync(cancellationToken, Batch(rows));
        await many.IngestAsync(cancellationToken, [.. rows.Chunk(5).Select(part => Batch(part))]);

        var (expected, actual) = ((await one.QueryAsync(cancellationToken)).Single(), (await many.QueryAsync(cancellationToken)).Single());
        AssertSame(actual, expected);
        double[] ages = [.. rows.Select(row => row.Features[0].Number).Order()];
        foreach (var (q, value) in new[] { (0.05, actual.Quality.Features[0].Numbers.P05), (0.5, actual.Quality.Features[0].Numbers.P50), (0.95, actual.Quality.Features[0].Numbers.P95) })
        {
            var rank = ages.Count(age => age <= value) / (double)ages.Length;
            Assert.That(rank, Is.EqualTo(q).Within(SketchError.OfRank(Maas.Monitoring.Drift.FeatureCounts.SketchSize)), $"quantile {q}");
        }
    }

    [Test]
    public async Task TwoServices_OnOneDatabase_AnswerAsOne(CancellationToken cancellationToken)
    {
        var connection = SharedPostgres.CreateDatabase();
        await using var one = await StartAsync();
        await using var left = await StartAsync(("PostgresConnection", connection));
        await one.BeginAsync(Baselines.Classifier, cancellationToken);
        await left.BeginAsync(Baselines.Classifier, cancellationToken);
        await using var right = await TestHost.StartAsync<MonitoringModule>(
            settings: new Dictionary<string, string?> { ["Maas:Monitoring:PostgresConnection"] = connection },
            configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(left.Clock)));
        foreach (var setup in new[] { one, left })
        {
            await setup.UpdateAsync(
                monitor => (monitor.SliceSettings, monitor.CountWindowSize, monitor.PayloadSettings) =
                    (new SliceSettings { Features = { "region" } }, 1_000, new PayloadSettings { SampleRatio = 1 }),
                cancellationToken);
        }

        var random = new Random(7);
        IngestRequest[] batches = [.. Enumerable.Range(0, 60).Select(_ => Batch([.. Enumerable.Range(0, 50).Select(_ => Judged(random))]))];

        await one.IngestAsync(cancellationToken, batches);
        await Task.WhenAll(
            left.IngestAsync(cancellationToken, [.. batches.Take(40)]),
            SendAsync(new MonitoringService.MonitoringServiceClient(right.Channel), batches.Skip(20), cancellationToken));
        Outcome[] outcomes = [.. batches.SelectMany(batch => batch.PredictionSamples).Select(sample => new Outcome { PredictionId = sample.PredictionId, Label = "yes" })];
        foreach (var client in new[] { one.Client, left.Client })
        {
            await client.RecordOutcomesAsync(
                new RecordOutcomesRequest { Monitor = ChurnMonitor, Outcomes = { outcomes } }, cancellationToken: cancellationToken);
        }

        var expected = (await one.QueryAsync(cancellationToken)).Single();
        var actual = (await new MonitoringService.MonitoringServiceClient(right.Channel).QueryMetricsAsync(
            new QueryMetricsRequest { Monitor = ChurnMonitor }, cancellationToken: cancellationToken)).Windows.Single();
        AssertSame(actual, expected);
        Assert.That(actual.Performance.Realised, Has.Count.EqualTo(expected.Performance.Realised.Count));
        foreach (var (figure, same) in actual.Performance.Realised.Zip(expected.Performance.Realised))
        {
            Assert.That((figure.Metric, figure.RowCount), Is.EqualTo((same.Metric, same.RowCount)));
            Assert.That((figure.Value, figure.Low, figure.High), Is.EqualTo((same.Value, same.Low, same.High)).Within(1e-9));
        }
    }

    [Test]
    public async Task Postgres_OverMonths_KeepsSlicesAndCountsAndForgetsWhatItShould(CancellationToken cancellationToken)
    {
        await using var setup = await StartAsync(("PostgresConnection", SharedPostgres.CreateDatabase()));
        await setup.BeginAsync(Baselines.Classifier, cancellationToken);
        await setup.UpdateAsync(
            monitor => (monitor.SliceSettings, monitor.CountWindowSize, monitor.PayloadSettings) =
                (new SliceSettings { Features = { "region" } }, 40, new PayloadSettings { SampleRatio = 1 }),
            cancellationToken);
        var random = new Random(7);
        PredictionSample[] rows = [.. Enumerable.Range(0, 100).Select(_ => Judged(random))];
        await setup.IngestAsync(cancellationToken, Batch(rows));
        var payloads = (await setup.Client.ListPayloadsAsync(
            new ListPayloadsRequest { Monitor = ChurnMonitor, PageSize = 1_000 }, cancellationToken: cancellationToken)).Payloads.Count;
        var sweep = setup.Host.Services.GetRequiredService<Maas.Monitoring.Windows.RetentionSweep>();

        setup.Clock.Advance(TimeSpan.FromDays(20));
        await sweep.SweepAsync(cancellationToken);
        await setup.Client.RecordOutcomesAsync(
            new RecordOutcomesRequest
            {
                Monitor = ChurnMonitor, Outcomes = { rows.Select(row => new Outcome { PredictionId = row.PredictionId, Label = row.Prediction.Text }) },
            },
            cancellationToken: cancellationToken);
        setup.Clock.Advance(TimeSpan.FromDays(20));
        await sweep.SweepAsync(cancellationToken);

        var request = new QueryMetricsRequest
        {
            Monitor = ChurnMonitor, StartTime = Noon.AddHours(-1).ToTimestamp(), EndTime = Noon.AddHours(1).ToTimestamp(), Slice = "*",
        };
        var windows = (await setup.Client.QueryMetricsAsync(request, cancellationToken: cancellationToken)).Windows;
        Assert.That(payloads, Is.EqualTo(100));
        Assert.That(windows.Skip(1).Sum(window => window.SampleCount), Is.EqualTo(100));
        Assert.That(windows.Select(window => window.Performance.OutcomeCount), Is.All.GreaterThan(0));
        Assert.That(windows[0].Performance.Realised.Single(figure => figure.Metric == "accuracy").Value, Is.EqualTo(1));
        Assert.That((await setup.Client.ListPayloadsAsync(
            new ListPayloadsRequest { Monitor = ChurnMonitor }, cancellationToken: cancellationToken)).Payloads, Is.Empty);
        request.ByCount = true;
        Assert.That(
            (await setup.Client.QueryMetricsAsync(request, cancellationToken: cancellationToken)).Windows
                .Where(window => window.Slice.Length == 0).Select(window => window.Performance.OutcomeCount),
            Is.EqualTo(new[] { 40, 40, 20 }));
    }

    private static void AssertSame(MetricsWindow actual, MetricsWindow expected)
    {
        Assert.That((actual.SampleCount, actual.RequestCount), Is.EqualTo((expected.SampleCount, expected.RequestCount)));
        Assert.That(
            actual.FeatureDrifts.Select(drift => (drift.Feature, drift.Test, drift.SampleCount, drift.MissingCount, drift.Statistic, drift.PValue)),
            Is.EqualTo(expected.FeatureDrifts.Select(drift => (drift.Feature, drift.Test, drift.SampleCount, drift.MissingCount, drift.Statistic, drift.PValue))));
        Assert.That(actual.Quality.DuplicateRatio, Is.EqualTo(expected.Quality.DuplicateRatio));
        Assert.That(
            actual.Quality.Features.Select(feature => (feature.UnseenCount, feature.OutOfRangeCount, feature.Numbers?.Minimum, feature.Numbers?.Maximum)),
            Is.EqualTo(expected.Quality.Features.Select(feature => (feature.UnseenCount, feature.OutOfRangeCount, feature.Numbers?.Minimum, feature.Numbers?.Maximum))));
    }

    private static PredictionSample Row(double age, Random random) => Sample(null, Number("age", age), Text("region", "NSWX"[random.Next(4)].ToString()));

    private static PredictionSample Judged(Random random)
    {
        var (row, score) = (Row(20 + (70 * random.NextDouble()), random), random.NextDouble());
        (row.PredictionId, row.Prediction, row.PredictTime) = (Guid.NewGuid().ToString("D"), Text("", score > 0.5 ? "yes" : "no"), Noon.ToTimestamp());
        row.Scores.Add([1 - score, score]);
        return row;
    }

    private static async Task SendAsync(MonitoringService.MonitoringServiceClient client, IEnumerable<IngestRequest> batches, CancellationToken cancellationToken)
    {
        using var call = client.Ingest(cancellationToken: cancellationToken);
        foreach (var batch in batches)
        {
            await call.RequestStream.WriteAsync(batch, cancellationToken);
        }

        await call.RequestStream.CompleteAsync();
        await call;
    }
}
