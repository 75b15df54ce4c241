using Grpc.Core;
using Maas.Client;
using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Inference.Catalog;
using Maas.Inference.Loading;
using Maas.Inference.Repository;
using Maas.Inference.Serving;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Inference.Tests.Repository;

/// <summary>A real host over a repository folder whose models are loaded and unloaded by call.</summary>
internal sealed class ControlledHost : IAsyncDisposable
{
    private readonly TempFolder _models = new();
    private TestHost<InferenceModule>? _host;

    public TestHost<InferenceModule> Host => _host ?? throw new InvalidOperationException("The host is not started.");

    public GRPCInferenceService.GRPCInferenceServiceClient Client => new(Host.Channel);

    /// <summary>Holds loads back while it is closed.</summary>
    public LoadGate Gate { get; } = new();

    public async Task StartAsync(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Maas:Inference:ModelRepository"] = _models.Path,
            ["Maas:Inference:ModelRepositoryInterval"] = "00:00:00.1",
            ["Maas:Inference:ModelControl"] = "Explicit",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        _host = await TestHost.StartAsync<InferenceModule>(null, all, builder => builder.Services.AddSingleton<IVersionProvider>(
            provider => new GatedVersions(ActivatorUtilities.CreateInstance<RepositoryVersions>(provider), Gate)));
    }

    /// <summary>As a careful operator copies: aside first, then into place.</summary>
    public void Put(string model, byte[] onnx, string version = "1")
    {
        Directory.CreateDirectory(_models.File(model, version));
        File.WriteAllBytes(_models.File("staged"), onnx);
        File.Move(_models.File("staged"), _models.File(model, version, "model.onnx"), overwrite: true);
    }

    /// <summary>Where a version of a model lies.</summary>
    public string PathOf(string model, string version = "1") => _models.File(model, version);

    public void Delete() => Directory.Delete(_models.Path, recursive: true);

    public Task LoadAsync(string model) =>
        Client.RepositoryModelLoadAsync(new RepositoryModelLoadRequest { ModelName = model }).ResponseAsync;

    public Task UnloadAsync(string model) =>
        Client.RepositoryModelUnloadAsync(new RepositoryModelUnloadRequest { ModelName = model }).ResponseAsync;

    /// <summary>Takes a version out of memory, as if others needed the room.</summary>
    public void Evict(string model, string version = "1")
    {
        var catalog = Host.Services.GetRequiredService<ModelCatalog>();
        Assert.That(() => TryEvict(catalog, model, version), Is.True.After(10_000, 5));
    }

    /// <summary>What a linear model of one input gives for 1.</summary>
    public float Predict(string model) =>
        Requests.Floats(Client.ModelInfer(Requests.Floats(model, [1, 1], 1)).RawOutputContents[0])[0];

    public (string Name, string Version, string State, string Reason)[] Index(bool onlyReady = false) =>
    [
        .. Client.RepositoryIndex(new RepositoryIndexRequest { Ready = onlyReady }).Models
            .Select(model => (model.Name, model.Version, model.State, model.Reason)),
    ];

    /// <summary>The failure of a call.</summary>
    public static async Task<MaasException> FailsAsync(Task call)
    {
        await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return MaasErrors.FromRpc((RpcException)call.Exception!.InnerException!, "inference");
    }

    public async ValueTask DisposeAsync()
    {
        Gate.Open();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _models.Dispose();
    }

    private static bool TryEvict(ModelCatalog catalog, string model, string version)
    {
        using var left = catalog.Get(model).Find(version)!.Model!.TryLeaveMemory();
        return left is not null;
    }

    private sealed class GatedVersions(IVersionProvider versions, LoadGate gate) : IVersionProvider
    {
        public async Task<LoadRequest> PrepareAsync(VersionKey version, CancellationToken cancellationToken)
        {
            await gate.PassAsync(cancellationToken);
            return await versions.PrepareAsync(version, cancellationToken);
        }
    }
}

/// <summary>Open at first. Thread-safe.</summary>
internal sealed class LoadGate
{
    private volatile TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _arrived;

    public LoadGate() => Open();

    /// <summary>How many came to it.</summary>
    public int ArrivedCount => Volatile.Read(ref _arrived);

    public void Close() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _open.TrySetResult();

    public Task PassAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _arrived);
        return _open.Task.WaitAsync(cancellationToken);
    }
}
