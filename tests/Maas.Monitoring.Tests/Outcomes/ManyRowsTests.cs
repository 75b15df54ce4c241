using System.Diagnostics;
using System.Globalization;
using Maas.Contracts.Monitoring.V1;
using Npgsql;
using static Maas.Monitoring.Tests.MonitoringSetup;

namespace Maas.Monitoring.Tests.Outcomes;

/// <summary>Predictions, their inputs and what came true, by the hundred.</summary>
[CancelAfter(120_000)]
internal sealed class ManyRowsTests
{
    [Test]
    public async Task IngestAndRecord_OfHundreds_KeepEachIdOnce([Values] bool isPostgres, CancellationToken cancellationToken)
    {
        await using var setup = await BeginAsync(isPostgres ? SharedPostgres.CreateDatabase() : "", cancellationToken);
        var rows = Rows(700);
        rows[^1].PredictionId = rows[0].PredictionId.ToUpperInvariant();
        var again = Rows(300);
        foreach (var (row, known) in again.Zip(rows))
        {
            (row.PredictionId, row.Prediction) = (known.PredictionId, Text("", "no"));
        }

        await setup.IngestAsync(cancellationToken, Batch(rows), Batch(again));
        var recorded = await RecordAsync(setup, [.. rows.Select(row => (row.PredictionId, "yes")), (rows[1].PredictionId, "no")], cancellationToken);

        var payloads = (await setup.Client.ListPayloadsAsync(
            new ListPayloadsRequest { Monitor = ChurnMonitor, PageSize = 1_000 }, cancellationToken: cancellationToken)).Payloads;
        Assert.That((recorded.RecordedCount, recorded.RepeatedCount, recorded.ReplacedCount), Is.EqualTo((699L, 1L, 1L)));
        Assert.That(
            payloads.Select(payload => (payload.PredictionId, payload.Features["age"], payload.Prediction, payload.Outcome)),
            Is.EquivalentTo(rows.SkipLast(1).Select((row, i) => (row.PredictionId, row.Features[0].Number.ToString("R", CultureInfo.InvariantCulture), "yes", i == 1 ? "no" : "yes"))));
    }

    [Test]
    public async Task IngestAndRecord_OfAThousand_TakeFewStatements(CancellationToken cancellationToken)
    {
        var connection = SharedPostgres.CreateDatabase();
        await using var setup = await BeginAsync(connection, cancellationToken);
        var rows = Rows(1_000);
        var (statements, database) = (0, new NpgsqlConnectionStringBuilder(connection).Database);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TagObjects.Any(tag => database!.Equals(tag.Value)))
                {
                    Interlocked.Increment(ref statements);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await setup.IngestAsync(cancellationToken, Batch(rows));
        await RecordAsync(setup, [.. rows.Select(row => (row.PredictionId, "yes"))], cancellationToken);

        // By 16 rows: predictions, payloads and outcomes; by 64: what is looked for; and some beside them. One by one there would be more than 3,000.
        Assert.That(statements, Is.InRange(3 * 63, 300));
    }

    private static async Task<MonitoringSetup> BeginAsync(string connection, CancellationToken cancellationToken)
    {
        var setup = await StartAsync(("PostgresConnection", connection));
        await setup.BeginAsync(Baselines.Classifier, cancellationToken);
        await setup.UpdateAsync(monitor => monitor.PayloadSettings = new PayloadSettings { SampleRatio = 1 }, cancellationToken);
        return setup;
    }

    private static async Task<RecordOutcomesResponse> RecordAsync(
        MonitoringSetup setup, (string Id, string Label)[] outcomes, CancellationToken cancellationToken) =>
        await setup.Client.RecordOutcomesAsync(
            new RecordOutcomesRequest
            {
                Monitor = ChurnMonitor, Outcomes = { outcomes.Select(outcome => new Outcome { PredictionId = outcome.Id, Label = outcome.Label }) },
            },
            cancellationToken: cancellationToken);

    private static PredictionSample[] Rows(int count) =>
    [
        .. Enumerable.Range(0, count).Select(row =>
        {
            var sample = Sample(Text("", "yes"), Number("age", 20.5 + row), Text("region", "N"));
            sample.PredictionId = Guid.NewGuid().ToString("D");
            return sample;
        }),
    ];
}
