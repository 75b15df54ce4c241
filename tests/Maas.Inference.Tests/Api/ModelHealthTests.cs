using Grpc.Core;
using Grpc.Health.V1;
using Maas.Inference.Tests.Repository;
using Maas.Testing.Onnx;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Maas.Inference.Tests.Api;

[CancelAfter(60_000)]
internal sealed class ModelHealthTests
{
    private const string Service = "models/churn";

    private ControlledHost _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = new ControlledHost();
        _server.Put("churn", OnnxModels.Linear([1], 0));
        await _server.StartAsync();
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Watch_OfModel_SeesItComeAndGo(CancellationToken cancellationToken)
    {
        using var watch = Watch(cancellationToken);
        var seen = new List<ServingStatus> { await NextAsync(watch, cancellationToken) };
        _server.Gate.Close();

        var load = _server.LoadAsync("churn");
        seen.Add(await NextAsync(watch, cancellationToken));
        _server.Gate.Open();
        await load;
        seen.Add(await NextAsync(watch, cancellationToken));
        await _server.UnloadAsync("churn");
        seen.Add(await NextAsync(watch, cancellationToken));

        Assert.That(seen, Is.EqualTo(new[]
        {
            ServingStatus.ServiceUnknown, ServingStatus.NotServing, ServingStatus.Serving, ServingStatus.ServiceUnknown,
        }));
    }

    [Test]
    public async Task Check_OfModel_FollowsIt()
    {
        var before = await Assert.ThrowsAsync<RpcException>(async () => await CheckAsync());
        await _server.LoadAsync("churn");

        Assert.That(before!.StatusCode, Is.EqualTo(StatusCode.NotFound));
        Assert.That(async () => await CheckAsync(), Is.EqualTo(ServingStatus.Serving).After(5000, 10));
    }

    [Test]
    public async Task Check_OfModelThatCannotBeLoaded_IsNotServing()
    {
        _server.Host.Logs.Expect("cannot be served");
        _server.Put("churn", "this is not ONNX"u8.ToArray());
        await ControlledHost.FailsAsync(_server.LoadAsync("churn"));

        Assert.That(async () => await CheckAsync(), Is.EqualTo(ServingStatus.NotServing).After(5000, 10));
    }

    [Test]
    public async Task Watch_OfModel_SeesTheHostGoDown(CancellationToken cancellationToken)
    {
        await _server.LoadAsync("churn");
        Assert.That(async () => await CheckAsync(), Is.EqualTo(ServingStatus.Serving).After(5000, 10));
        using var watch = Watch(cancellationToken);
        var before = await NextAsync(watch, cancellationToken);

        _server.Host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.That((before, await NextAsync(watch, cancellationToken)), Is.EqualTo((ServingStatus.Serving, ServingStatus.NotServing)));
    }

    private Grpc.Health.V1.Health.HealthClient Client() => new(_server.Host.Channel);

    private AsyncServerStreamingCall<HealthCheckResponse> Watch(CancellationToken cancellationToken) =>
        Client().Watch(new HealthCheckRequest { Service = Service }, cancellationToken: cancellationToken);

    private async Task<ServingStatus> CheckAsync() => (await Client().CheckAsync(new HealthCheckRequest { Service = Service })).Status;

    private static async Task<ServingStatus> NextAsync(
        AsyncServerStreamingCall<HealthCheckResponse> watch, CancellationToken cancellationToken)
    {
        await watch.ResponseStream.MoveNext(cancellationToken);
        return watch.ResponseStream.Current.Status;
    }
}
