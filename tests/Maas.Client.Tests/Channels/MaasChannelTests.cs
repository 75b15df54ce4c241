using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Errors;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Client.Tests.Channels;

[CancelAfter(30_000)]
internal sealed class MaasChannelTests
{
    private static readonly GetModelRequest Read = new() { Name = "models/m" };

    private TestHost<FlakyModule> _host = null!;
    private MaasChannel _channel = null!;

    private Script Script => _host.Services.GetRequiredService<Script>();

    private RegistryService.RegistryServiceClient Registry => new(_channel.Invoker);

    [SetUp]
    public async Task StartAsync()
    {
        _host = await TestHost.StartAsync<FlakyModule>();
        _channel = Open(_host.Addresses.Grpc);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task Read_WhenTheServiceIsAwayTwice_SucceedsAtTheThirdAttempt()
    {
        Script.Failures.Enqueue(FlakyErrors.Away());
        Script.Failures.Enqueue(FlakyErrors.Away());

        var model = await Registry.GetModelAsync(Read);

        Assert.That(model.Name, Is.EqualTo("models/m"));
        Assert.That(Script.Calls, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Mutation_WithoutRequestId_IsSentOnce()
    {
        Script.Failures.Enqueue(FlakyErrors.Away());

        var error = await Assert.ThrowsAsync<MaasException>(async () =>
            await Registry.CreateModelAsync(new CreateModelRequest { ModelId = "m", Model = new Model() }));

        Assert.That((error!.Code, error.Reason), Is.EqualTo((MaasErrorCode.Unavailable, "STARTING")));
        Assert.That(Script.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Mutation_WithRequestId_IsSentAgain()
    {
        Script.Failures.Enqueue(FlakyErrors.Away());

        await Registry.CreateModelAsync(new CreateModelRequest
        {
            ModelId = "m",
            Model = new Model(),
            RequestId = Guid.NewGuid().ToString(),
        });

        Assert.That(Script.Calls, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task FullQueue_WithRetryInfo_IsTriedAgainAfterIt()
    {
        Script.Failures.Enqueue(FlakyErrors.Busy(TimeSpan.FromMilliseconds(300)));
        var start = TimeProvider.System.GetTimestamp();

        await Registry.GetModelAsync(Read);

        Assert.That(TimeProvider.System.GetElapsedTime(start), Is.GreaterThan(TimeSpan.FromMilliseconds(290)));
    }

    [Test]
    public async Task FullQueue_WithoutRetryInfo_IsNotTriedAgain()
    {
        Script.Failures.Enqueue(FlakyErrors.Busy(delay: null));

        await Assert.ThrowsAsync<MaasException>(async () => await Registry.GetModelAsync(Read));

        Assert.That(Script.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Failure_KeepsAllThatTheServiceSaid()
    {
        Script.Failures.Enqueue(FlakyErrors.Busy(TimeSpan.FromMinutes(3)));

        var error = await Assert.ThrowsAsync<MaasException>(async () => await Registry.GetModelAsync(Read));

        Assert.That(
            (error!.Code, error.Reason, error.Domain, error.Message, error.RetryDelay),
            Is.EqualTo((MaasErrorCode.ResourceExhausted, "QUEUE_FULL", "flaky.maas", "The queue holds 8.", (TimeSpan?)TimeSpan.FromMinutes(3))));
        Assert.That(error.Metadata["limit"], Is.EqualTo("8"));
        Assert.That(error.FieldViolations, Is.EqualTo(new[] { new FieldViolation("name", "Busy.") }));
        Assert.That(error.InnerException, Is.InstanceOf<RpcException>());
    }

    [Test]
    public async Task Stream_FailsWithWhatFromRpcReads()
    {
        using var call = Registry.Watch(new WatchRequest());

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.That(MaasErrors.FromRpc(failure!).RetryDelay, Is.EqualTo(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public async Task Call_CancelledByItsToken_IsOperationCanceled()
    {
        using var source = new CancellationTokenSource();
        var call = Registry.GetModelAsync(new GetModelRequest { Name = "forever" }, cancellationToken: source.Token);

        await source.CancelAsync();

        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Call_PastTheTimeoutOfTheChannel_IsDeadlineExceeded()
    {
        using var channel = Open(_host.Addresses.Grpc, callTimeout: TimeSpan.FromMilliseconds(300));
        var client = new RegistryService.RegistryServiceClient(channel.Invoker);

        var error = await Assert.ThrowsAsync<MaasException>(async () =>
            await client.GetModelAsync(new GetModelRequest { Name = "forever" }));

        Assert.That(error!.Code, Is.EqualTo(MaasErrorCode.DeadlineExceeded));
    }

    [Test]
    public async Task Token_IsSentWithEveryCall()
    {
        using var channel = Open(_host.Addresses.Grpc, token: "s3cret");

        await new RegistryService.RegistryServiceClient(channel.Invoker).GetModelAsync(Read);

        Assert.That(Script.Calls.Single().GetValue("authorization"), Is.EqualTo("Bearer s3cret"));
    }

    [Test]
    public async Task Dispose_OfACallThatIsOver_DoesNothing()
    {
        var call = Registry.GetModelAsync(Read);
        await call;

        Assert.That(call.Dispose, Throws.Nothing);
        Assert.That(call.GetStatus().StatusCode, Is.EqualTo(StatusCode.OK));
    }

    private static MaasChannel Open(Uri address, string? token = null, TimeSpan? callTimeout = null) =>
        MaasChannel.Create(new MaasClientOptions
        {
            Address = address,
            Token = token,
            CallTimeout = callTimeout ?? TimeSpan.FromSeconds(20),
            RetryBaseDelay = TimeSpan.FromMilliseconds(5),
        });
}
