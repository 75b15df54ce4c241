using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Maas.Contracts.ByteStreams;
using Maas.Contracts.Registry.V1;
using Maas.Digests;
using Maas.Errors;
using Maas.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Monitoring.Tests;

/// <summary>A Registry that knows versions and blobs, as far as Monitoring asks for them.</summary>
internal sealed class FakeRegistryModule : IServiceModule
{
    public static string Name => "Registry";

    public static ServicePorts Ports { get; } = new(Grpc: 0, Metrics: 0);

    public static void AddServices(WebApplicationBuilder builder)
    {
    }

    public static void MapEndpoints(WebApplication app)
    {
        app.MapGrpcService<Versions>();
        app.MapGrpcService<Blobs>();
    }

    private static MaasException NotFound(string name) =>
        new(MaasErrorCode.NotFound, "RESOURCE_NOT_FOUND", "registry.maas", $"'{name}' does not exist.");

    internal sealed class Versions(FakeRegistry registry) : RegistryService.RegistryServiceBase
    {
        public override Task<ModelVersion> GetModelVersion(GetModelVersionRequest request, ServerCallContext context) =>
            registry.Versions.TryGetValue(request.Name, out var version)
                ? Task.FromResult(version)
                : throw NotFound(request.Name);

        public override Task<ListDeploymentsResponse> ListDeployments(ListDeploymentsRequest request, ServerCallContext context) =>
            Task.FromResult(new ListDeploymentsResponse { Deployments = { registry.Deployments.Values } });

        public override async Task Watch(
            WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
        {
            registry.WatchCount++;
            await foreach (var deployment in registry.Changes.Reader.ReadAllAsync(context.CancellationToken))
            {
                await responseStream.WriteAsync(new WatchResponse { Revision = 1, Change = new Change { Deployment = deployment } });
            }
        }

        public override Task<Alias> RollbackAlias(RollbackAliasRequest request, ServerCallContext context) =>
            Task.FromResult(registry.Aliases.RollBack(request));

        public override Task<ListAliasHistoryResponse> ListAliasHistory(ListAliasHistoryRequest request, ServerCallContext context) =>
            Task.FromResult(new ListAliasHistoryResponse { AliasMoves = { registry.Aliases.History(request.Name) } });
    }

    internal sealed class Blobs(FakeRegistry registry) : ByteStream.ByteStreamBase
    {
        public override async Task Read(
            ReadRequest request, IServerStreamWriter<ReadResponse> responseStream, ServerCallContext context)
        {
            var content = registry.Blobs.TryGetValue(request.ResourceName, out var found)
                ? found
                : throw NotFound(request.ResourceName);
            await responseStream.WriteAsync(
                new ReadResponse { Data = ByteString.CopyFrom(content.AsSpan((int)request.ReadOffset)) });
        }
    }
}

/// <summary>What a <see cref="FakeRegistryModule"/> knows. Thread-safe.</summary>
internal sealed class FakeRegistry
{
    public ConcurrentDictionary<string, ModelVersion> Versions { get; } = new();

    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new();

    public ConcurrentDictionary<string, Deployment> Deployments { get; } = new();

    /// <summary>What a watch tells of.</summary>
    public Channel<Deployment> Changes { get; } = Channel.CreateUnbounded<Deployment>();

    /// <summary>Watches that were begun.</summary>
    public volatile int WatchCount;

    public FakeAliases Aliases { get; } = new();

    /// <summary>Makes a version known, with a baseline or without.</summary>
    public FakeRegistry With(string modelVersion, IMessage? baseline)
    {
        var version = new ModelVersion { Name = modelVersion };
        if (baseline is not null)
        {
            var content = baseline.ToByteArray();
            version.BaselineProfileSha256 = Sha256Digest.Of(content).Hex;
            version.BaselineProfileSizeBytes = content.Length;
            Blobs[$"blobs/{version.BaselineProfileSha256}/{content.Length}"] = content;
        }

        Versions[modelVersion] = version;
        return this;
    }

    public void AddTo(WebApplicationBuilder builder) => builder.Services.AddSingleton(this);
}
