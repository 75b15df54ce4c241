using Maas.Client;
using Maas.Client.Blobs;
using Maas.Contracts.Registry.V1;
using Maas.Digests;
using Maas.EndToEnd.Tests.Resilience;
using Maas.Testing.Onnx;

namespace Maas.EndToEnd.Tests.Registries;

/// <summary>A careful client: every mutation has a request id and is sent again for as long as nobody answers.</summary>
internal sealed class RegistryClient(MaasChannel channel, CancellationToken cancellationToken) : IDisposable
{
    public RegistryService.RegistryServiceClient Service => new(channel.Invoker);

    public MaintenanceService.MaintenanceServiceClient Maintenance => new(channel.Invoker);

    public Task<Model> CreateModelAsync(string id)
    {
        var request = new CreateModelRequest { ModelId = id, Model = new Model(), RequestId = NewId() };
        return Patience.CallAsync(() => Service.CreateModelAsync(request, cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
    }

    /// <summary>Uploads a model of its own and makes a version of it.</summary>
    /// <param name="model">Id.</param>
    /// <param name="seed">Makes the bytes.</param>
    /// <param name="pause">Between the upload and the version.</param>
    public async Task<ModelVersion> CreateVersionAsync(string model, int seed, TimeSpan pause = default)
    {
        var onnx = OnnxModels.Linear([seed], seed + 0.5f);
        var digest = Sha256Digest.Of(onnx);
        var request = new CreateModelVersionRequest
        {
            Parent = $"models/{model}",
            RequestId = NewId(),
            ModelVersion = new ModelVersion
            {
                Files = { new ModelFile { Path = "model.onnx", Sha256 = digest.Hex, SizeBytes = onnx.Length } },
            },
        };
        await UploadAsync(onnx, digest);
        await Task.Delay(pause, TimeProvider.System, cancellationToken);
        while (true)
        {
            try
            {
                return await Patience.CallAsync(
                    () => Service.CreateModelVersionAsync(request, cancellationToken: cancellationToken).ResponseAsync, cancellationToken);
            }
            catch (Errors.MaasException failure) when (failure.Reason == "BLOB_MISSING")
            {
                // The pause was longer than the grace, and the collector was there.
                await UploadAsync(onnx, digest);
            }
        }
    }

    public Task UploadAsync(byte[] content, Sha256Digest digest) => Patience.CallAsync(
        async () =>
        {
            await new BlobTransfer(channel).UploadAsync(new MemoryStream(content), digest, content.Length, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>Reads every file of a version; throws when one is missing or is not what its digest says.</summary>
    public async Task ReadFilesAsync(ModelVersion version)
    {
        foreach (var file in version.Files)
        {
            await new BlobTransfer(channel).DownloadAsync(
                Sha256Digest.Parse(file.Sha256), file.SizeBytes, new MemoryStream(), cancellationToken);
        }
    }

    public static string NewId() => Guid.NewGuid().ToString();

    public void Dispose() => channel.Dispose();
}
