using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Maas.Contracts.Oip;
using Maas.Inference.Artifacts;
using Maas.Inference.Batching;
using Maas.Inference.Buffers;
using Maas.Inference.Catalog;
using Maas.Inference.Deployments;
using Maas.Inference.Loading;
using Maas.Inference.Models;
using Maas.Inference.Tests.Deployments;
using Maas.Testing;
using Maas.Testing.Onnx;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Shadows;

/// <summary>A host that serves the deployment <c>live</c> of a registry in memory, and what became of second runs.</summary>
internal sealed class ShadowWorld : IAsyncDisposable
{
    private readonly FakeRegistry _registry = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Version, string Outcome, string Reason), long> _counts = new();
    private TestHost<InferenceModule> _host = null!;

    public FakeRegistry Registry => _registry;

    public ModelCatalog Catalog => Get<ModelCatalog>();

    public GRPCInferenceService.GRPCInferenceServiceClient Client => new(_host.Channel);

    /// <summary>Version 1 answers x, 2 and 3 would answer 2x and 3x.</summary>
    public static async Task<ShadowWorld> StartAsync(params (string Key, string Value)[] settings)
    {
        var world = new ShadowWorld();
        for (var version = 1; version <= 3; version++)
        {
            world._registry.AddVersion("churn", $"{version}", OnnxModels.Linear([version], 0));
        }

        var all = settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value);
        all["Maas:Inference:Sampling:IsEnabled"] = "false";
        all["Maas:Inference:ReportInterval"] = "00:00:01";
        all["Maas:Cache:Address"] = "none";
        world._host = await TestHost.StartAsync<InferenceModule>(null, all, builder =>
        {
            builder.Services.AddSingleton<IDeploymentSource>(world._registry);
            builder.Services.AddSingleton<IArtifactSource>(world._registry.Artifacts);
        });
        world.Listen();
        return world;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public void Expect(string error) => _host.Logs.Expect(error);

    /// <summary>Version 1 answers everything.</summary>
    public async Task DeployAsync(string shadow, CancellationToken cancellationToken)
    {
        _registry.Deploy(new Deployment
        {
            Id = "live", Model = "churn", Routes = [new("1", 100)], ShadowVersion = shadow, Device = DevicePolicy.Cpu,
        });
        await UntilAsync(() => Catalog.IsReady("live", ""), cancellationToken);
    }

    public async Task<ServedModel> UntilShadowsAsync(string version, CancellationToken cancellationToken)
    {
        await UntilAsync(() => Catalog.Get("live").Shadow?.Version == version, cancellationToken);
        return Catalog.Get("live").Shadow!;
    }

    /// <summary>Asks for one row.</summary>
    public ModelInferResponse Ask(float x, string version = "")
    {
        var request = Requests.Floats("live", [1, 1], x);
        request.ModelVersion = version;
        return Client.ModelInfer(request);
    }

    /// <summary>Second runs that ended so.</summary>
    public long Count(string outcome, string version = "2", string? reason = null) => _counts
        .Where(count => count.Key.Version == version && count.Key.Outcome == outcome && (reason is null || count.Key.Reason == reason))
        .Sum(count => count.Value);

    /// <summary>Waits until that many ended so.</summary>
    public async Task UntilCountAsync(long count, string outcome, CancellationToken cancellationToken, string version = "2")
    {
        await UntilAsync(() => Count(outcome, version) >= count, cancellationToken);
        Assert.That(Count(outcome, version), Is.EqualTo(count), string.Join(", ", _counts));
    }

    /// <summary>Keeps a version from running.</summary>
    public IDisposable Hold(ServedModel model) => Get<BatchSchedulers>().Of(model).Hold();

    public static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        var buffers = Get<BufferPool>();
        await UntilAsync(() => buffers.RentedCount == 0, new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
        await _host.DisposeAsync();
        _registry.Dispose();
    }

    private void Listen()
    {
        var meters = Get<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "maas.inference.shadow.requests")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var values = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
            _counts.AddOrUpdate(
                (values["maas.model.version"], values["maas.outcome"], values["error.type"]), count, (_, before) => before + count);
        });
        _listener.Start();
    }
}
