using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Maas.Contracts.ByteStreams;
using Maas.Contracts.Oip;
using Maas.Contracts.Registry.V1;
using Maas.Errors;
using Maas.Hosting.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Maas.Hosting.Tests;

/// <summary>A service whose methods do what the tests of the host need: answer, fail, wait.</summary>
internal sealed class ProbeModule : IServiceModule
{
    public static string Name => "Probe";

    public static ServicePorts Ports { get; } = new(Grpc: 0, Metrics: 0, Http: 0);

    public static void AddServices(WebApplicationBuilder builder)
    {
    }

    public static void MapEndpoints(WebApplication app)
    {
        app.MapGrpcService<ProbeRegistry>();
        app.MapGrpcService<ProbeByteStream>();
        app.MapGrpcService<ProbeInference>();
        app.MapGet("/hello", () => "hello").RequirePermission("probe.hello.get");
        app.MapGet("/missing", string () => throw ProbeErrors.Full()).RequirePermission("probe.hello.get");
        app.MapGet("/bug", string () => throw new InvalidOperationException("secret")).RequirePermission("probe.bug.get");
        app.MapPost("/size", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            return body.Length;
        }).RequirePermission("probe.size.post");
    }
}

internal static class ProbeErrors
{
    public static MaasException Full() => new(
        MaasErrorCode.ResourceExhausted, "QUEUE_FULL", "probe.maas", "The queue of 'a' holds 8. Überfüllt.")
    {
        Metadata = new Dictionary<string, string> { ["model"] = "a", ["limit"] = "8" },
        FieldViolations = [new FieldViolation("model.name", "Busy."), new FieldViolation("rows[2]", "Busy too.")],
        RetryDelay = TimeSpan.FromMilliseconds(250),
    };

    public static MaasException Long() => new(
        MaasErrorCode.InvalidArgument, "NAME_LONG", "probe.maas", new string('Ü', 100_000))
    {
        Metadata = new Dictionary<string, string> { ["name"] = new('Ü', 100_000), ["other"] = new('%', 100_000) },
        FieldViolations = [.. Enumerable.Range(0, 1_000).Select(row => new FieldViolation($"rows[{row}]", "Too long."))],
    };
}

internal sealed class ProbeRegistry : RegistryService.RegistryServiceBase
{
    /// <summary>Set by a test that wants to know when a waiting call has begun.</summary>
    public static TaskCompletionSource Entered { get; set; } = new();

    /// <summary>Set by a test to let a waiting call end.</summary>
    public static TaskCompletionSource Release { get; set; } = new();

    public static void Reset()
    {
        Entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public override async Task<Model> GetModel(GetModelRequest request, ServerCallContext context)
    {
        switch (request.Name)
        {
            case "full":
                throw ProbeErrors.Full();
            case "long":
                throw ProbeErrors.Long();
            case "disk":
                throw new InvalidOperationException("Not written.", new IOException("No space left on device", 28));
            case "bug":
                throw new InvalidOperationException("secret");
            case "actor":
                return new Model { Name = context.Actor };
            case "connection":
                return new Model { Name = context.GetHttpContext().Connection.Id };
            case "forever":
                Entered.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
                break;
            case "gate":
                Entered.TrySetResult();
                await Release.Task;
                break;
        }

        return new Model { Name = request.Name, CreateTime = Timestamp.FromDateTime(context.Deadline.ToUniversalTime()) };
    }

    public override Task<Model> CreateModel(CreateModelRequest request, ServerCallContext context) =>
        Task.FromResult(request.Model);

    public override async Task Watch(
        WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
    {
        if (request.StartRevision == 13)
        {
            throw new InvalidOperationException("secret");
        }

        await responseStream.WriteAsync(new WatchResponse { Revision = 1 }, context.CancellationToken);
        if (request.StartRevision == 7)
        {
            await Release.Task;
            await responseStream.WriteAsync(new WatchResponse { Revision = 2 }, context.CancellationToken);
            return;
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
    }
}

internal sealed class ProbeByteStream : ByteStream.ByteStreamBase
{
    public override async Task<WriteResponse> Write(
        IAsyncStreamReader<WriteRequest> requestStream, ServerCallContext context)
    {
        await requestStream.MoveNext(context.CancellationToken);
        throw requestStream.Current.ResourceName == "full" ? ProbeErrors.Full() : new InvalidOperationException("secret");
    }
}

internal sealed class ProbeInference : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelInferResponse { ModelName = request.ModelName });

    public override Task ModelStreamInfer(
        IAsyncStreamReader<ModelInferRequest> requestStream,
        IServerStreamWriter<ModelStreamInferResponse> responseStream, ServerCallContext context) =>
        throw ProbeErrors.Full();
}
