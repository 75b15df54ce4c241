using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using static Maas.Monitoring.Tests.MonitoringSetup;

namespace Maas.Monitoring.Tests.Payloads;

/// <summary>Inputs of single predictions: off, redacted, and gone after a while.</summary>
[CancelAfter(60_000)]
internal sealed class PayloadTests
{
    private MonitoringSetup _setup = null!;

    [SetUp]
    public async Task SetUp()
    {
        _setup = await StartAsync();
        await _setup.BeginAsync(Baselines.Classifier, CancellationToken.None);
    }

    [TearDown]
    public async Task TearDown() => await _setup.DisposeAsync();

    [Test]
    public async Task List_WithoutSettings_HasNothing(CancellationToken cancellationToken)
    {
        await SendAsync(20, cancellationToken);

        Assert.That((await ListAsync(cancellationToken)).Payloads, Is.Empty);
    }

    [Test]
    public async Task List_OfAll_HasEachRowWithoutWhatIsRedacted(CancellationToken cancellationToken)
    {
        await SetAsync(1, cancellationToken, "region");
        var ids = await SendAsync(30, cancellationToken);
        await _setup.Client.RecordOutcomesAsync(
            new RecordOutcomesRequest { Monitor = ChurnMonitor, Outcomes = { new Outcome { PredictionId = ids[0], Label = "no" } } },
            cancellationToken: cancellationToken);

        var first = await ListAsync(cancellationToken, pageSize: 20);
        var second = await ListAsync(cancellationToken, pageSize: 20, first.NextPageToken);

        Payload[] all = [.. first.Payloads, .. second.Payloads];
        Assert.That(all.Select(payload => payload.PredictionId), Is.EquivalentTo(ids));
        Assert.That(all.SelectMany(payload => payload.Features.Keys).Distinct(), Is.EqualTo(new[] { "age" }));
        Assert.That(all.Single(payload => payload.PredictionId == ids[7]).Features["age"], Is.EqualTo("27.5"));
        Assert.That(all.Select(payload => payload.Prediction).Distinct(), Is.EqualTo(new[] { "yes" }));
        Assert.That(all.Where(payload => payload.Outcome.Length > 0).Select(payload => (payload.PredictionId, payload.Outcome)),
            Is.EqualTo(new[] { (ids[0], "no") }));
        Assert.That(second.NextPageToken, Is.Empty);
    }

    [Test]
    public async Task List_OfAShare_HasAboutThatMany(CancellationToken cancellationToken)
    {
        await SetAsync(0.25, cancellationToken);
        await SendAsync(800, cancellationToken);

        // Ids are random: 200 in the mean, with a standard deviation of 12.
        Assert.That((await ListAsync(cancellationToken, pageSize: 1_000)).Payloads, Has.Count.InRange(130, 270));
    }

    [Test]
    public async Task List_AfterTheRetention_HasNothing(CancellationToken cancellationToken)
    {
        await SetAsync(1, cancellationToken);
        await SendAsync(5, cancellationToken);
        var payload = (await ListAsync(cancellationToken)).Payloads[0];

        _setup.Clock.Advance(TimeSpan.FromHours(2));

        Assert.That(payload.ExpireTime.ToDateTimeOffset(), Is.EqualTo(Noon.AddSeconds(30).AddHours(2)).Within(TimeSpan.FromMinutes(10)));
        Assert.That((await ListAsync(cancellationToken)).Payloads, Is.Empty);
    }

    [Test]
    public async Task Update_OfTheSettings_DeletesWhatWasKept(CancellationToken cancellationToken)
    {
        await SetAsync(1, cancellationToken);
        await SendAsync(5, cancellationToken);
        await SetAsync(1, cancellationToken, "age");

        Assert.That((await ListAsync(cancellationToken)).Payloads, Is.Empty);
    }

    private Task<Contracts.Monitoring.V1.Monitor> SetAsync(double ratio, CancellationToken cancellationToken, params string[] redacted) => _setup.UpdateAsync(
        monitor => monitor.PayloadSettings = new PayloadSettings
        {
            SampleRatio = ratio, RedactedFeatures = { redacted }, Retention = TimeSpan.FromHours(2).ToDuration(),
        },
        cancellationToken);

    private async Task<string[]> SendAsync(int count, CancellationToken cancellationToken)
    {
        PredictionSample[] samples = [.. Enumerable.Range(0, count).Select(row =>
        {
            var sample = Sample(Text("", "yes"), Number("age", 20.5 + row), Text("region", "N"));
            sample.PredictionId = Guid.NewGuid().ToString("D");
            return sample;
        })];
        await _setup.IngestAsync(cancellationToken, Batch(samples));
        return Array.ConvertAll(samples, sample => sample.PredictionId);
    }

    private async Task<ListPayloadsResponse> ListAsync(CancellationToken cancellationToken, int pageSize = 0, string token = "") =>
        await _setup.Client.ListPayloadsAsync(
            new ListPayloadsRequest { Monitor = ChurnMonitor, PageSize = pageSize, PageToken = token }, cancellationToken: cancellationToken);
}
