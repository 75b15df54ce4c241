using Maas.Contracts.Monitoring.V1;
using Maas.Inference.Models;
using Maas.Inference.Sampling;
using Maas.Inference.Tests.Shadows;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Sampling;

/// <summary>A server that tells a Monitoring of its predictions at once, over real sockets.</summary>
internal sealed class ToldWorld : IAsyncDisposable
{
    private readonly FakeMonitoring.Intake _received;
    private readonly TestHost<FakeMonitoring> _monitoring;

    private ToldWorld(FakeMonitoring.Intake received, TestHost<FakeMonitoring> monitoring, ServingHost server) =>
        (_received, _monitoring, Server) = (received, monitoring, server);

    public ServingHost Server { get; }

    /// <summary>All that was told, batch by batch.</summary>
    public IReadOnlyList<IngestRequest> Batches => [.. _received.Batches];

    public static async Task<ToldWorld> StartAsync(params ServedModel[] models)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        var received = new FakeMonitoring.Intake();
        var monitoring = await FakeMonitoring.StartAsync(address, received);
        return new ToldWorld(received, monitoring, await ServingHost.StartAsync(
            models,
            new Dictionary<string, string?>
            {
                ["Maas:Services:Monitoring"] = address.ToString(),
                ["Maas:Inference:Sampling:Interval"] = "00:00:00.050",
            },
            builder => builder.Services.AddHostedService<ObservationShipper>()));
    }

    /// <summary>Waits until so many samples were told.</summary>
    public async Task<IReadOnlyList<PredictionSample>> SamplesAsync(int count, CancellationToken cancellationToken)
    {
        await ShadowWorld.UntilAsync(() => _received.Samples == count, cancellationToken);
        return [.. Batches.SelectMany(batch => batch.PredictionSamples)];
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _monitoring.DisposeAsync();
    }
}
