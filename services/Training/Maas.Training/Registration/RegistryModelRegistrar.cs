using Maas.Client;
using Maas.Client.Blobs;
using Maas.Contracts.Registry.V1;
using Maas.Digests;
using Maas.Errors;
using Maas.Hosting.Connections;
using Maas.Training.Plans;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Training.Registration;

/// <summary>Registers models with the Registry: bytes first, then the version.</summary>
internal sealed class RegistryModelRegistrar(
    [FromKeyedServices(ServiceConnections.Registry)] MaasChannel channel, TimeProvider clock) : IModelRegistrar
{
    private readonly RegistryService.RegistryServiceClient _registry = new(channel.Invoker);
    private readonly BlobTransfer _blobs = new(channel, clock);

    /// <inheritdoc/>
    public async Task<string> RegisterAsync(ModelRegistration registration, CancellationToken cancellationToken)
    {
        await EnsureModelAsync(registration, cancellationToken);
        var model = await UploadAsync(registration.Folder.ModelPath, cancellationToken);
        var baseline = File.Exists(registration.Folder.BaselinePath)
            ? await UploadAsync(registration.Folder.BaselinePath, cancellationToken)
            : null;

        // From here on there is a version, or soon will be: this is brought to its end.
        cancellationToken.ThrowIfCancellationRequested();
        var version = await _registry.CreateModelVersionAsync(
            new CreateModelVersionRequest
            {
                Parent = registration.Model,
                ModelVersion = RegistryMapping.ToModelVersion(registration, model, baseline),
                RequestId = RequestIds.For(registration.JobUid, "version"),
            },
            cancellationToken: CancellationToken.None);
        return version.Name;
    }

    /// <inheritdoc/>
    public async Task SetAliasAsync(ModelRegistration registration, string version) =>
        await _registry.SetAliasAsync(
            new SetAliasRequest
            {
                Alias = new Alias { Name = $"{registration.Model}/aliases/{registration.Alias}", ModelVersion = version },
                RequestId = RequestIds.For(registration.JobUid, "alias"),
            },
            cancellationToken: CancellationToken.None);

    /// <inheritdoc/>
    public async Task<string> RegisterVariantAsync(
        ModelRegistration registration, VariantOutcome variant, string parent, CancellationToken cancellationToken)
    {
        var model = await UploadAsync(registration.Folder.VariantPath(variant.Name), cancellationToken);
        model.Path = Path.GetFileName(registration.Folder.ModelPath);
        var baseline = File.Exists(registration.Folder.BaselinePath)
            ? await UploadAsync(registration.Folder.BaselinePath, cancellationToken)
            : null;
        cancellationToken.ThrowIfCancellationRequested();
        var version = await _registry.CreateModelVersionAsync(
            new CreateModelVersionRequest
            {
                Parent = registration.Model,
                ModelVersion = RegistryMapping.ToVariantVersion(registration, variant, parent, model, baseline),
                RequestId = RequestIds.For(registration.JobUid, $"variant {variant.Name}"),
            },
            cancellationToken: CancellationToken.None);
        return version.Name;
    }

    private async Task EnsureModelAsync(ModelRegistration registration, CancellationToken cancellationToken)
    {
        try
        {
            await _registry.CreateModelAsync(
                new CreateModelRequest
                {
                    ModelId = registration.Model["models/".Length..],
                    Model = new Model(),
                    RequestId = RequestIds.For(registration.JobUid, "model"),
                },
                cancellationToken: cancellationToken);
        }
        catch (MaasException error) when (error.Code == MaasErrorCode.AlreadyExists)
        {
            // Another job, or a person, made it.
        }
    }

    private async Task<ModelFile> UploadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var digest = await Sha256Digest.OfAsync(file, cancellationToken);
        file.Position = 0;
        await _blobs.UploadAsync(file, digest, file.Length, cancellationToken);
        return new ModelFile { Path = Path.GetFileName(path), Sha256 = digest.Hex, SizeBytes = file.Length };
    }
}
