using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring.Windows;
using Microsoft.Extensions.DependencyInjection;
using static Maas.Monitoring.Tests.MonitoringSetup;

namespace Maas.Monitoring.Tests.Outcomes;

/// <summary>A monitor has only so many predictions that wait for outcomes.</summary>
[CancelAfter(120_000)]
internal sealed class PredictionLimitTests
{
    [Test]
    public async Task Sweep_OfMoreThanThereMayBe_ForgetsTheOldestAndSaysSo([Values] bool isPostgres, CancellationToken cancellationToken)
    {
        await using var setup = await StartAsync(
            ("MaxPredictionsPerMonitor", "2500"), ("PostgresConnection", isPostgres ? SharedPostgres.CreateDatabase() : ""));
        await setup.BeginAsync(Baselines.Classifier, cancellationToken);
        var rows = Enumerable.Range(0, 4).Select(minute => Rows(Noon.AddMinutes(-minute), 1_100)).ToArray();
        await setup.IngestAsync(cancellationToken, [.. rows.Select(Batch)]);
        var sweep = setup.Host.Services.GetRequiredService<RetentionSweep>();

        await sweep.SweepAsync(cancellationToken);
        await sweep.SweepAsync(cancellationToken);

        var kept = new List<long>();
        foreach (var minute in rows)
        {
            kept.Add((await RecordAsync(setup, minute, cancellationToken)).RecordedCount);
        }

        Assert.That(kept, Is.EqualTo(new[] { 1_100, 1_100, 1_100, 0 }), "the newest 2,500, to the minute");
        Assert.That(
            setup.Host.Logs.Lines.Count(line => line.Text.Contains("1100 sampled predictions of monitors/churn from before", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    private static async Task<RecordOutcomesResponse> RecordAsync(MonitoringSetup setup, PredictionSample[] rows, CancellationToken cancellationToken) =>
        await setup.Client.RecordOutcomesAsync(
            new RecordOutcomesRequest
            {
                Monitor = ChurnMonitor, Outcomes = { rows.Select(row => new Outcome { PredictionId = row.PredictionId, Label = "yes" }) },
            },
            cancellationToken: cancellationToken);

    private static PredictionSample[] Rows(DateTimeOffset time, int count) =>
    [
        .. Enumerable.Range(0, count).Select(_ =>
        {
            var sample = Sample(Text("", "yes"), Number("age", 30));
            (sample.PredictionId, sample.PredictTime) = (Guid.NewGuid().ToString("D"), time.ToTimestamp());
            return sample;
        }),
    ];
}
