using System.Diagnostics;
using Google.Rpc;
using Grpc.Core;
using Maas.Contracts.ByteStreams;
using Maas.Contracts.Oip;
using Maas.Contracts.Registry.V1;
using Maas.Testing;

namespace Maas.Hosting.Tests.Errors;

[CancelAfter(30_000)]
[NonParallelizable]
internal sealed class GrpcErrorTests
{
    private TestHost<ProbeModule> _host = null!;

    private RegistryService.RegistryServiceClient Registry => new(_host.Channel);

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await TestHost.StartAsync<ProbeModule>();

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Unary_WithKnownFailure_CarriesEveryDetailOnce()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await Registry.GetModelAsync(new GetModelRequest { Name = "full" }));

        AssertFull(error!);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The code is that of Unix.")]
    public async Task Unary_OnAFullDisk_SaysSoWithoutATrace()
    {
        _host.Logs.Expect("disk is full");

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await Registry.GetModelAsync(new GetModelRequest { Name = "disk" }));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.ResourceExhausted));
        Assert.That(error!.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason, Is.EqualTo("STORAGE_FULL"));
    }

    [Test]
    public async Task Unary_WithLongTextsAndManyFields_FitsTheTrailersOfEveryClient()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await Registry.GetModelAsync(new GetModelRequest { Name = "long" }));

        var status = error!.GetRpcStatus()!;
        var size = error!.Trailers.Sum(entry =>
            entry.Key.Length + 32 + (entry.IsBinary ? (entry.ValueBytes.Length + 2) / 3 * 4 : entry.Value.Length));
        Assert.That(size + Uri.EscapeDataString(error.Status.Detail).Length, Is.LessThan(8 * 1024 - 256));
        Assert.That(error.Status.Detail, Does.StartWith("Ü").And.EndsWith("…"));
        Assert.That(status.GetDetail<ErrorInfo>()!.Metadata["name"], Does.StartWith("Ü").And.EndsWith("…"));
        Assert.That(status.GetDetail<BadRequest>()!.FieldViolations[0].Field, Is.EqualTo("rows[0]"));
    }

    [Test]
    public async Task ServerStream_WithBug_HidesItsText()
    {
        _host.Logs.Expect("secret");
        using var call = Registry.Watch(new WatchRequest { StartRevision = 13 });

        var error = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext(CancellationToken.None));

        AssertBug(error!);
    }

    [Test]
    public async Task ClientStream_WithKnownFailure_CarriesEveryDetailOnce()
    {
        using var call = new ByteStream.ByteStreamClient(_host.Channel).Write();
        await call.RequestStream.WriteAsync(new WriteRequest { ResourceName = "full" });

        AssertFull((await Assert.ThrowsAsync<RpcException>(async () => await call))!);
    }

    [Test]
    public async Task DuplexStream_WithKnownFailure_CarriesEveryDetailOnce()
    {
        using var call = new GRPCInferenceService.GRPCInferenceServiceClient(_host.Channel).ModelStreamInfer();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext(CancellationToken.None));

        AssertFull(error!);
    }

    [Test]
    public async Task Unary_WithBug_TellsTheTraceIdThatTheLogHas()
    {
        _host.Logs.Expect("secret");

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await Registry.GetModelAsync(new GetModelRequest { Name = "bug" }));

        AssertBug(error!);
        var traceId = error!.GetRpcStatus()!.GetDetail<RequestInfo>()!.RequestId;
        Assert.That(_host.Logs.Lines.Select(line => line.Text), Has.Some.Contains(traceId));
    }

    [Test]
    public async Task Unary_InsideATrace_FailsUnderTheCallersTraceId()
    {
        _host.Logs.Expect("secret");
        using var activity = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await Registry.GetModelAsync(new GetModelRequest { Name = "bug" }));

        Assert.That(
            error!.GetRpcStatus()!.GetDetail<RequestInfo>()!.RequestId, Is.EqualTo(activity.TraceId.ToHexString()));
    }

    [Test]
    public async Task Unary_WhoseCallerGoesAway_IsNoErrorInTheLog()
    {
        ProbeRegistry.Reset();
        using var source = new CancellationTokenSource();
        var call = Registry.GetModelAsync(new GetModelRequest { Name = "forever" }, cancellationToken: source.Token);
        await ProbeRegistry.Entered.Task;

        await source.CancelAsync();

        var error = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.Cancelled));
    }

    [Test]
    public async Task Unary_PastItsDeadline_IsDeadlineExceeded()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await Registry.GetModelAsync(
            new GetModelRequest { Name = "forever" }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(200)));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.DeadlineExceeded));
    }

    [Test]
    public async Task Unary_WithoutDeadline_GetsTheHostsOwn()
    {
        var model = await Registry.GetModelAsync(new GetModelRequest { Name = "m" });

        var inMinutes = (model.CreateTime.ToDateTimeOffset() - TimeProvider.System.GetUtcNow()).TotalMinutes;
        Assert.That(inMinutes, Is.EqualTo(5).Within(0.5));
    }

    [Test]
    public async Task Unary_NotBuilt_IsUnimplemented()
    {
        var error = await Assert.ThrowsAsync<RpcException>(async () => await Registry.ListModelsAsync(new ListModelsRequest()));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.Unimplemented));
    }

    private static void AssertFull(RpcException error)
    {
        var status = error.GetRpcStatus()!;
        Assert.That(status.Code, Is.EqualTo((int)StatusCode.ResourceExhausted));
        Assert.That(status.Message, Is.EqualTo("The queue of 'a' holds 8. Überfüllt."));
        Assert.That(status.Details.Select(detail => detail.TypeUrl), Is.Unique.And.Exactly(3).Items);
        Assert.That(status.GetDetail<ErrorInfo>()!.Reason, Is.EqualTo("QUEUE_FULL"));
        Assert.That(status.GetDetail<ErrorInfo>()!.Metadata["limit"], Is.EqualTo("8"));
        Assert.That(
            status.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field),
            Is.EqualTo(new[] { "model.name", "rows[2]" }));
        Assert.That(
            status.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan(), Is.EqualTo(TimeSpan.FromMilliseconds(250)));
        Assert.That(error.Trailers.GetValue("grpc-retry-pushback-ms"), Is.EqualTo("250"));
    }

    private static void AssertBug(RpcException error)
    {
        Assert.That(error.Status, Is.EqualTo(new Grpc.Core.Status(StatusCode.Internal, "Internal error.")));
        Assert.That(error.ToString(), Does.Not.Contain("secret"));
        Assert.That(error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason, Is.EqualTo("INTERNAL_ERROR"));
        Assert.That(error.Trailers.GetValue("grpc-retry-pushback-ms"), Is.Null);
        Assert.That(error.GetRpcStatus()!.GetDetail<RequestInfo>()!.RequestId, Has.Length.EqualTo(32));
    }
}
