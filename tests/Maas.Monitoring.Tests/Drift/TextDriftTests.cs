using static Maas.Monitoring.Tests.MonitoringSetup;
using MetricsWindow = Maas.Contracts.Monitoring.V1.MetricsWindow;

namespace Maas.Monitoring.Tests.Drift;

/// <summary>Models of texts, of which nothing is told but how long they are and what the model made of them.</summary>
[CancelAfter(60_000)]
internal sealed class TextDriftTests
{
    private MonitoringSetup _setup = null!;

    [SetUp]
    public async Task SetUp() => _setup = await StartAsync();

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task Query_OfTextsLikeThoseBefore_TellsNothingApart(CancellationToken cancellationToken)
    {
        var window = await WindowOfAsync(row => (10 + (row % 90), 0.6 + (0.4 * (row % 101) / 100)), cancellationToken);

        Assert.That(window.FeatureDrifts.Select(drift => (drift.Feature, drift.IsDrifted)), Is.EqualTo(new[]
        {
            ("(length of text)", false), ("(confidence)", false), ("(prediction)", false),
        }));
        Assert.That(window.FeatureDrifts.Select(drift => drift.SampleCount), Is.All.EqualTo(900));
    }

    [Test]
    public async Task Query_OfAnUnsureModel_NamesItsConfidence(CancellationToken cancellationToken)
    {
        var window = await WindowOfAsync(row => (10 + (row % 90), 0.5 + (0.2 * (row % 101) / 100)), cancellationToken);

        Assert.That(window.FeatureDrifts.Where(drift => drift.IsDrifted).Select(drift => drift.Feature), Is.EqualTo(new[] { "(confidence)" }));
    }

    [Test]
    public async Task Query_OfTextsOfOneLength_NamesIt_AndCountsNoRepeatedRows(CancellationToken cancellationToken)
    {
        var window = await WindowOfAsync(row => (20, 0.6 + (0.4 * (row % 101) / 100)), cancellationToken);

        Assert.That(window.FeatureDrifts.Where(drift => drift.IsDrifted).Select(drift => drift.Feature), Is.EqualTo(new[] { "(length of text)" }));
        Assert.That(window.Quality.DuplicateRatio, Is.Zero);
    }

    // Halves of the rows are `no` and `yes`.
    private async Task<MetricsWindow> WindowOfAsync(Func<int, (double Length, double Confidence)> valuesOf, CancellationToken cancellationToken)
    {
        await _setup.BeginAsync(Baselines.TextClassifier, cancellationToken);
        await _setup.IngestAsync(cancellationToken, Batch(Enumerable.Range(0, 900).Select(row =>
        {
            var (length, confidence) = valuesOf(row);
            var sample = Sample(Text("", row % 2 == 0 ? "no" : "yes"), Number("(length of text)", length));
            sample.Scores.Add(row % 2 == 0 ? [confidence, 1 - confidence] : [1 - confidence, confidence]);
            return sample;
        })));
        return (await _setup.QueryAsync(cancellationToken)).Single();
    }
}
