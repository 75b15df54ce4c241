using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Errors;
using Maas.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Maas.Console.Tests.Fakes;

/// <summary>What a Registry of a test knows, and what it was asked to change. Thread-safe.</summary>
internal sealed class FakeRegistry
{
    public ConcurrentDictionary<string, Model> Models { get; } = new();

    public ConcurrentDictionary<string, ModelVersion> Versions { get; } = new();

    public ConcurrentDictionary<string, Alias> Aliases { get; } = new();

    public ConcurrentDictionary<string, AliasMove[]> Moves { get; } = new();

    public ConcurrentDictionary<string, Deployment> Deployments { get; } = new();

    public List<AuditEvent> AuditEvents { get; } = [];

    public ConcurrentQueue<SetAliasRequest> SetAliases { get; } = new();

    public ConcurrentQueue<RollbackAliasRequest> RolledBack { get; } = new();

    /// <summary>Values of the header <c>authorization</c> that came; empty for none.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    public void Clear()
    {
        Models.Clear();
        Versions.Clear();
        Aliases.Clear();
        Moves.Clear();
        Deployments.Clear();
        AuditEvents.Clear();
        SetAliases.Clear();
        RolledBack.Clear();
    }

    public static MaasException NotFound(string name) =>
        new(MaasErrorCode.NotFound, "RESOURCE_NOT_FOUND", "registry.maas", $"'{name}' does not exist.");

    public Alias Move(string name, string version, string etag)
    {
        var before = Aliases.GetValueOrDefault(name);
        if (etag.Length > 0 && before?.Etag != etag)
        {
            throw new MaasException(MaasErrorCode.Aborted, "ETAG_MISMATCH", "registry.maas",
                $"'{name}' was changed by someone else; its etag is now {before?.Etag}. Read it again and retry.");
        }

        var moved = new Alias { Name = name, ModelVersion = version, Etag = $"{before?.Etag}+", UpdateTime = PinnedTime.Now.ToTimestamp() };
        Moves[name] =
        [
            new AliasMove
            {
                SequenceNumber = 1, PreviousModelVersion = before?.ModelVersion ?? "", ModelVersion = version, Actor = "ana",
                MoveTime = PinnedTime.Now.ToTimestamp(),
            },
            .. Moves.GetValueOrDefault(name) ?? [],
        ];
        return Aliases[name] = moved;
    }
}

/// <summary>A Registry as far as the console asks it.</summary>
internal sealed class FakeRegistryModule : IServiceModule
{
    public static string Name => "Registry";

    public static ServicePorts Ports { get; } = new(Grpc: 0, Metrics: 0);

    public static void AddServices(WebApplicationBuilder builder)
    {
    }

    public static void MapEndpoints(WebApplication app)
    {
        app.MapGrpcService<Registry>();
        app.MapGrpcService<Maintenance>();
    }

    internal sealed class Registry(FakeRegistry registry) : RegistryService.RegistryServiceBase
    {
        public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context)
        {
            registry.Authorizations.Enqueue(context.RequestHeaders.GetValue("authorization") ?? "");
            return Task.FromResult(new ListModelsResponse { Models = { registry.Models.Values.OrderBy(model => model.Name, StringComparer.Ordinal) } });
        }

        public override Task<Model> GetModel(GetModelRequest request, ServerCallContext context) =>
            Task.FromResult(registry.Models.GetValueOrDefault(request.Name) ?? throw FakeRegistry.NotFound(request.Name));

        public override Task<ListModelVersionsResponse> ListModelVersions(ListModelVersionsRequest request, ServerCallContext context) =>
            Task.FromResult(new ListModelVersionsResponse
            {
                ModelVersions =
                {
                    registry.Versions.Values.Where(version => version.Name.StartsWith($"{request.Parent}/", StringComparison.Ordinal))
                        .OrderByDescending(version => version.Name, StringComparer.Ordinal),
                },
            });

        public override Task<ListAliasesResponse> ListAliases(ListAliasesRequest request, ServerCallContext context) =>
            Task.FromResult(new ListAliasesResponse
            {
                Aliases =
                {
                    registry.Aliases.Values.Where(alias => alias.Name.StartsWith($"{request.Parent}/", StringComparison.Ordinal))
                        .OrderBy(alias => alias.Name, StringComparer.Ordinal),
                },
            });

        public override Task<ListAliasHistoryResponse> ListAliasHistory(ListAliasHistoryRequest request, ServerCallContext context) =>
            Task.FromResult(new ListAliasHistoryResponse { AliasMoves = { registry.Moves.GetValueOrDefault(request.Name) ?? [] } });

        public override Task<Alias> SetAlias(SetAliasRequest request, ServerCallContext context)
        {
            registry.SetAliases.Enqueue(request);
            return Task.FromResult(registry.Move(request.Alias.Name, request.Alias.ModelVersion, request.Alias.Etag));
        }

        public override Task<Alias> RollbackAlias(RollbackAliasRequest request, ServerCallContext context)
        {
            registry.RolledBack.Enqueue(request);
            var back = registry.Moves[request.Name][0].PreviousModelVersion;
            return Task.FromResult(registry.Move(request.Name, back, request.Etag));
        }

        public override Task<Deployment> GetDeployment(GetDeploymentRequest request, ServerCallContext context) =>
            Task.FromResult(registry.Deployments.GetValueOrDefault(request.Name) ?? throw FakeRegistry.NotFound(request.Name));

        public override Task<ListDeploymentsResponse> ListDeployments(ListDeploymentsRequest request, ServerCallContext context) =>
            Task.FromResult(new ListDeploymentsResponse
            {
                Deployments = { registry.Deployments.Values.OrderBy(deployment => deployment.Name, StringComparer.Ordinal) },
            });
    }

    internal sealed class Maintenance(FakeRegistry registry) : MaintenanceService.MaintenanceServiceBase
    {
        // Two pages: the token of the second is "rest".
        public override Task<ListAuditEventsResponse> ListAuditEvents(ListAuditEventsRequest request, ServerCallContext context)
        {
            var isFirst = request.PageToken.Length == 0;
            var (first, rest) = (registry.AuditEvents.Take(3), registry.AuditEvents.Skip(3));
            return Task.FromResult(new ListAuditEventsResponse
            {
                AuditEvents = { isFirst ? first : rest },
                NextPageToken = isFirst && rest.Any() ? "rest" : "",
            });
        }
    }
}
