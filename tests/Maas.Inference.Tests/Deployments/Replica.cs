using Maas.Inference.Catalog;
using Maas.Inference.Deployments;
using Maas.Inference.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Maas.Inference.Tests.Deployments;

/// <summary>The model side of one replica without its endpoints: everything real but the registry.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IHostedService[] _hosted;

    private Replica(ServiceProvider services)
    {
        _services = services;
        _hosted = [.. services.GetServices<IHostedService>()];
    }

    public ModelCatalog Catalog => _services.GetRequiredService<ModelCatalog>();

    public DesiredState Stored => _services.GetRequiredService<DesiredStateStore>().Current;

    public static async Task<Replica> StartAsync(
        string folder, FakeRegistry? registry, CancellationToken cancellationToken, string? repository = null,
        Dictionary<string, string?>? settings = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Maas:DataPath"] = folder,
            ["Maas:Cache:Address"] = "none",
            ["Maas:Inference:ReportInterval"] = "00:00:01",
            ["Maas:Inference:ModelRepository"] = repository,
            ["Maas:Inference:ModelRepositoryInterval"] = "00:00:00.1",
            // A process per version is what few tests are about.
            ["Maas:Inference:FirstLoad"] = "Skipped",
        }).AddInMemoryCollection(settings ?? []).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Hosting.Health.Readiness>();
        services.AddMetrics();
        services.AddLogging();
        services.AddModels(configuration);
        if (registry is not null)
        {
            services.AddSingleton<IDeploymentSource>(registry);
            services.AddSingleton<Inference.Artifacts.IArtifactSource>(registry.Artifacts);
        }

        var replica = new Replica(services.BuildServiceProvider(validateScopes: true));
        foreach (var hosted in replica._hosted)
        {
            await hosted.StartAsync(cancellationToken);
        }

        return replica;
    }

    /// <summary>Waits for the catalog to be as wanted.</summary>
    public async Task UntilAsync(Func<ModelCatalog, bool> condition, CancellationToken cancellationToken)
    {
        while (!condition(Catalog))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Waits until a name answers with this version.</summary>
    public Task UntilServesAsync(string name, string version, CancellationToken cancellationToken) =>
        UntilAsync(catalog => catalog.IsReady(name, "") && Serves(name) == version, cancellationToken);

    /// <summary>Version that answers a request which pins none.</summary>
    public string Serves(string name)
    {
        using var lease = Catalog.Resolve(name, "");
        return lease.Model.Version;
    }

    /// <summary>What a linear model of one input gives for 1.</summary>
    public float Predict(string name)
    {
        using var lease = Catalog.Resolve(name, "");
        var input = new Tensor("x", TensorDataType.Fp32, [1, 1], BitConverter.GetBytes(1f));
        return BitConverter.ToSingle(lease.Model.Run([input], [], CancellationToken.None)[0].Content.Span);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hosted in _hosted.Reverse())
        {
            await hosted.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }
}
