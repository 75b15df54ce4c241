using System.Collections.Concurrent;
using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Errors;
using Maas.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Client.Tests.Channels;

/// <summary>What a <see cref="FlakyRegistry"/> does, call by call.</summary>
internal sealed class Script
{
    /// <summary>Failures of the next calls, in order; when there are none left, calls succeed.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = new();

    /// <summary>Calls that arrived.</summary>
    public ConcurrentQueue<Metadata> Calls { get; } = new();
}

/// <summary>A registry that fails as its script says.</summary>
internal sealed class FlakyModule : IServiceModule
{
    public static string Name => "Flaky";

    public static ServicePorts Ports { get; } = new(Grpc: 0, Metrics: 0);

    public static void AddServices(WebApplicationBuilder builder) => builder.Services.AddSingleton<Script>();

    public static void MapEndpoints(WebApplication app) => app.MapGrpcService<FlakyRegistry>();
}

internal sealed class FlakyRegistry(Script script) : RegistryService.RegistryServiceBase
{
    public override async Task<Model> GetModel(GetModelRequest request, ServerCallContext context)
    {
        if (request.Name == "forever")
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
        }

        return Answer(request.Name, context);
    }

    public override Task<Model> CreateModel(CreateModelRequest request, ServerCallContext context) =>
        Task.FromResult(Answer(request.ModelId, context));

    public override Task Watch(WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context) =>
        throw FlakyErrors.Busy(TimeSpan.FromSeconds(3));

    private Model Answer(string name, ServerCallContext context)
    {
        script.Calls.Enqueue(context.RequestHeaders);
        return script.Failures.TryDequeue(out var failure) ? throw failure : new Model { Name = name };
    }
}

internal static class FlakyErrors
{
    public static MaasException Away() => new(MaasErrorCode.Unavailable, "STARTING", "flaky.maas", "Starting.");

    public static MaasException Busy(TimeSpan? delay) =>
        new(MaasErrorCode.ResourceExhausted, "QUEUE_FULL", "flaky.maas", "The queue holds 8.")
        {
            Metadata = new Dictionary<string, string> { ["limit"] = "8" },
            FieldViolations = [new FieldViolation("name", "Busy.")],
            RetryDelay = delay,
        };
}
