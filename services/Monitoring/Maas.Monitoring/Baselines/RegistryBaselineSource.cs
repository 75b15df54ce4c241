using Google.Protobuf;
using Maas.Client;
using Maas.Client.Blobs;
using Maas.Contracts.Registry.V1;
using Maas.Digests;
using Maas.Errors;
using Maas.Hosting.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Baselines;

/// <summary>Asks the Registry which blob is the baseline of a version, and reads it. Thread-safe.</summary>
/// <remarks>The transfer compares the bytes with their digest.</remarks>
internal sealed class RegistryBaselineSource(
    [FromKeyedServices(ServiceConnections.Registry)] MaasChannel channel, IOptions<MonitoringOptions> options,
    TimeProvider clock) : IBaselineSource
{
    private readonly RegistryService.RegistryServiceClient _versions = new(channel.Invoker);
    private readonly BlobTransfer _blobs = new(channel, clock);

    public async Task<FoundBaseline?> FindAsync(string modelVersion, CancellationToken cancellationToken)
    {
        var version = await FindVersionAsync(modelVersion, cancellationToken);
        if (version is not { BaselineProfileSha256.Length: > 0 })
        {
            return null;
        }

        if (!Sha256Digest.TryParse(version.BaselineProfileSha256, out var digest)
            || version.BaselineProfileSizeBytes < 1 || version.BaselineProfileSizeBytes > options.Value.MaxBaselineBytes)
        {
            throw new InvalidDataException(
                $"Expected a baseline of 1 to {options.Value.MaxBaselineBytes} bytes by its digest, got "
                + $"'{version.BaselineProfileSha256}' of {version.BaselineProfileSizeBytes} bytes.");
        }

        using var content = new MemoryStream((int)version.BaselineProfileSizeBytes);
        await _blobs.DownloadAsync(digest, version.BaselineProfileSizeBytes, content, cancellationToken);
        return new FoundBaseline(digest, Read(content.ToArray()));
    }

    private async Task<ModelVersion?> FindVersionAsync(string modelVersion, CancellationToken cancellationToken)
    {
        try
        {
            return await _versions.GetModelVersionAsync(
                new GetModelVersionRequest { Name = modelVersion }, cancellationToken: cancellationToken);
        }
        catch (MaasException exception) when (exception.Code is MaasErrorCode.NotFound or MaasErrorCode.InvalidArgument)
        {
            return null;
        }
    }

    private static BaselineProfile Read(byte[] content)
    {
        try
        {
            var proto = Contracts.Monitoring.V1.BaselineProfile.Parser.ParseFrom(content);
            return proto.FromProto();
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new InvalidDataException("The blob is no BaselineProfile.", exception);
        }
    }
}
