using System.Runtime.CompilerServices;
using Grpc.Core;
using Maas.Client;
using Maas.Contracts.Registry.V1;
using Maas.Hosting.Connections;
using Maas.Inference.Deployments;
using Maas.Inference.Serving;
using Microsoft.Extensions.DependencyInjection;
using static Maas.Contracts.Registry.V1.RegistryService;
using Deployment = Maas.Inference.Deployments.Deployment;

namespace Maas.Inference.Api.Registry;

/// <summary>The desired state as the Registry service tells it. Thread-safe.</summary>
internal sealed class RegistryDeploymentSource(
    [FromKeyedServices(ServiceConnections.Registry)] MaasChannel channel) : IDeploymentSource
{
    private const int PageSize = 1000;

    private readonly RegistryServiceClient _registry = new(channel.Invoker);

    /// <inheritdoc/>
    public async Task<(long Revision, IReadOnlyList<Deployment> Deployments)> ListAsync(CancellationToken cancellationToken)
    {
        var deployments = new List<Deployment>();
        var revision = 0L;
        var token = "";
        do
        {
            var request = new ListDeploymentsRequest { PageSize = PageSize, PageToken = token };
            var page = await _registry.ListDeploymentsAsync(request, cancellationToken: cancellationToken);
            revision = token.Length == 0 ? page.Revision : revision;
            deployments.AddRange(page.Deployments.Select(deployment => deployment.FromProto()));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        return (revision, deployments);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DeploymentChange> WatchAsync(
        long revision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watch = _registry.Watch(new WatchRequest { StartRevision = revision }, cancellationToken: cancellationToken);
        while (await MoveNextAsync(watch.ResponseStream, cancellationToken))
        {
            yield return watch.ResponseStream.Current.FromProto();
        }
    }

    /// <inheritdoc/>
    public async Task<VersionManifest> GetVersionAsync(string model, string version, CancellationToken cancellationToken)
    {
        var request = new GetModelVersionRequest { Name = RegistryNames.Version(model, version) };
        return (await _registry.GetModelVersionAsync(request, cancellationToken: cancellationToken)).FromProto();
    }

    /// <inheritdoc/>
    public async Task ReportAsync(
        string deployment, string replica, IReadOnlyList<VersionStatus> statuses, CancellationToken cancellationToken)
    {
        var request = new ReportReplicaStatusRequest { Deployment = RegistryNames.Deployment(deployment), Replica = replica };
        request.Statuses.AddRange(statuses.Select(status => status.ToProto(replica)));
        await _registry.ReportReplicaStatusAsync(request, cancellationToken: cancellationToken);
    }

    /// <summary>Streams fail with the transport's own exception; this side speaks the house's.</summary>
    private static async Task<bool> MoveNextAsync(IAsyncStreamReader<WatchResponse> stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken);
        }
        catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw MaasErrors.FromRpc(error, "registry");
        }
        catch (RpcException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
