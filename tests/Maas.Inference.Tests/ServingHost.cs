using Grpc.Core;
using Maas.Client;
using Maas.Contracts.Inference.V1;
using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Inference.Catalog;
using Maas.Inference.Models;
using Maas.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Tests;

/// <summary>A real host of Inference on free ports that serves models made by the test, with nobody behind it.</summary>
internal sealed class ServingHost : IAsyncDisposable
{
    private ServingHost(TestHost<InferenceModule> host) => Host = host;

    public TestHost<InferenceModule> Host { get; }

    public GRPCInferenceService.GRPCInferenceServiceClient Inference => new(Host.Channel);

    public PredictionService.PredictionServiceClient Predictions => new(Host.Channel);

    public HttpClient Http => Host.Http;

    public static Task<ServingHost> StartAsync(params ServedModel[] models) => StartAsync(models, settings: null, configure: null);

    public static async Task<ServingHost> StartAsync(
        ServedModel[] models, Dictionary<string, string?>? settings, Action<WebApplicationBuilder>? configure = null)
    {
        var host = await TestHost.StartAsync<InferenceModule>(null, settings, builder =>
        {
            LeaveAlone(builder.Services);
            configure?.Invoke(builder);
        });
        host.Services.GetRequiredService<ModelCatalog>().Replace(CatalogSnapshot.Of(
            models.GroupBy(model => model.Model).Select(Entry), isComplete: true));
        return new ServingHost(host);
    }

    /// <summary>A model with a meaning.</summary>
    public static ServedModel Model(byte[] onnx, string name, ModelSignature? signature = null, string version = "1")
    {
        var graph = LoadedModels.Load(onnx, name, version);
        return new ServedModel(name, version, new InferenceSession(onnx), graph.Inputs, graph.Outputs)
        {
            Signature = signature ?? ModelSignature.Unknown,
        };
    }

    /// <summary>Calls and gives the failure with its details.</summary>
    public static MaasException Fails(Func<object> call) =>
        MaasErrors.FromRpc(Assert.Throws<RpcException>(() => call())!, "inference");

    /// <summary>
    /// Ends streams and refuses calls as a host that goes down, but leaves the connections open: when the server closes them, its last
    /// words may be lost on the way.
    /// </summary>
    public async Task BeginDrainAsync(CancellationToken cancellationToken)
    {
        foreach (var service in Host.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await service.StoppingAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private static CatalogEntry Entry(IGrouping<string, ServedModel> models) => new(
        models.Key,
        [.. models.Select(model => new CatalogVersion { Version = model.Version, State = ModelState.Ready, Model = model })],
        new Dictionary<string, int> { [models.MaxBy(model => int.Parse(model.Version))!.Version] = 100 });

    // What would fill the catalog or talk to other services.
    private static void LeaveAlone(IServiceCollection services)
    {
        var background = services.Where(service => service.ServiceType == typeof(IHostedService)
            && (service.ImplementationType?.Assembly ?? service.ImplementationFactory?.Method.Module.Assembly)
                == typeof(InferenceModule).Assembly).ToList();
        background.ForEach(service => services.Remove(service));
    }
}
