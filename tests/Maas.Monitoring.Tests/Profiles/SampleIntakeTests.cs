using Maas.Contracts.Monitoring.V1;
using static Maas.Monitoring.Tests.MonitoringSetup;

namespace Maas.Monitoring.Tests.Profiles;

/// <summary>What a batch costs beside its rows.</summary>
[CancelAfter(60_000)]
internal sealed class SampleIntakeTests
{
    private MonitoringSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await StartAsync();

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Ingest_OfOneRow_MakesNothingOfTheBaselineAnew(CancellationToken cancellationToken)
    {
        // Curves of 80,000 points: 2.4 MiB, were they made again for a batch, and most of it for its outcome, too.
        await _setup.BeginAsync(WithCurves(80_000), cancellationToken);
        await SendAsync(cancellationToken);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        const int batches = 20;
        for (var batch = 0; batch < batches; batch++)
        {
            await SendAsync(cancellationToken);
        }

        var bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / batches;
        await TestContext.Out.WriteLineAsync($"{bytes / 1024} KiB allocated for a batch of one row and its outcome");
        Assert.That(bytes, Is.LessThan(1 << 20));
        Assert.That((await _setup.QueryAsync(cancellationToken)).Single().Performance.OutcomeCount, Is.EqualTo(batches + 1));
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var row = Sample(Text("", "yes"), Number("age", 30), Text("region", "N"));
        row.PredictionId = Guid.NewGuid().ToString("D");
        row.Scores.Add([0.3, 0.7]);
        await _setup.IngestAsync(cancellationToken, Batch([row]));
        await _setup.Client.RecordOutcomesAsync(
            new RecordOutcomesRequest { Monitor = ChurnMonitor, Outcomes = { new Outcome { PredictionId = row.PredictionId, Label = "yes" } } },
            cancellationToken: cancellationToken);
    }

    private static BaselineProfile WithCurves(int points)
    {
        var profile = Baselines.Classifier;
        double[] knots = [.. Enumerable.Range(0, points).Select(point => point / (points - 1.0))];
        profile.Performance.Classification.CalibrationCurves.Clear();
        profile.Performance.Classification.CalibrationCurves.Add(new CalibrationCurve { Scores = { knots }, Probabilities = { knots } });
        profile.Performance.Classification.CalibrationCurves.Add(new CalibrationCurve { Scores = { knots }, Probabilities = { knots } });
        return profile;
    }
}
