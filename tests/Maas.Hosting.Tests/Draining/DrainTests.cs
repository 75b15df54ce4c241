using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Maas.Contracts.Registry.V1;
using Maas.Hosting.Health;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Maas.Hosting.Tests.Draining;

[CancelAfter(60_000)]
[NonParallelizable]
internal sealed class DrainTests
{
    [Test]
    public async Task Stop_WhileACallIsUnderWay_LetsItEnd()
    {
        ProbeRegistry.Reset();
        await using var host = await TestHost.StartAsync<ProbeModule>();
        var call = new RegistryService.RegistryServiceClient(host.Channel)
            .GetModelAsync(new GetModelRequest { Name = "gate" }).ResponseAsync;
        await ProbeRegistry.Entered.Task;

        var stop = host.Services.GetRequiredService<IHost>().StopAsync();
        await Task.WhenAny(stop, Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System));
        var hadStopped = stop.IsCompleted;
        ProbeRegistry.Release.SetResult();

        Assert.That(hadStopped, Is.False);
        Assert.That((await call).Name, Is.EqualTo("gate"));
        await stop;
    }

    [Test]
    public async Task Stop_WhileAStreamIsOpen_EndsItWithUnavailable(CancellationToken cancellationToken)
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();
        using var watch = new RegistryService.RegistryServiceClient(host.Channel)
            .Watch(new WatchRequest(), cancellationToken: cancellationToken);
        await watch.ResponseStream.MoveNext(cancellationToken);

        var stop = host.Services.GetRequiredService<IHost>().StopAsync(cancellationToken);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await watch.ResponseStream.MoveNext(cancellationToken));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.Unavailable));
        Assert.That(error.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason, Is.EqualTo("SHUTTING_DOWN"));
        await stop;
    }

    [Test]
    public async Task Stop_WithLameDuck_SaysNotServingAndStillAnswers(CancellationToken cancellationToken)
    {
        await using var host = await TestHost.StartAsync<ProbeModule>(settings: new Dictionary<string, string?>
        {
            ["Maas:Hosting:LameDuckTime"] = "00:00:02",
        });
        using var watch = new Grpc.Health.V1.Health.HealthClient(host.Channel)
            .Watch(new HealthCheckRequest(), cancellationToken: cancellationToken);
        await watch.ResponseStream.MoveNext(cancellationToken);

        var stop = host.Services.GetRequiredService<IHost>().StopAsync(cancellationToken);
        await watch.ResponseStream.MoveNext(cancellationToken);
        var model = await new RegistryService.RegistryServiceClient(host.Channel)
            .GetModelAsync(new GetModelRequest { Name = "m" }, cancellationToken: cancellationToken);

        Assert.That(watch.ResponseStream.Current.Status, Is.EqualTo(ServingStatus.NotServing));
        Assert.That(model.Name, Is.EqualTo("m"));
        await stop;
    }

    [Test]
    public async Task Stop_WhenACallDoesNotEnd_GivesUpAfterTheDrainTimeout()
    {
        ProbeRegistry.Reset();
        await using var host = await TestHost.StartAsync<ProbeModule>(settings: new Dictionary<string, string?>
        {
            ["Maas:Hosting:DrainTimeout"] = "00:00:01",
        });
        var call = new RegistryService.RegistryServiceClient(host.Channel)
            .GetModelAsync(new GetModelRequest { Name = "forever" }).ResponseAsync;
        await ProbeRegistry.Entered.Task;
        var start = TimeProvider.System.GetTimestamp();

        await host.Services.GetRequiredService<IHost>().StopAsync();

        Assert.That(TimeProvider.System.GetElapsedTime(start).TotalSeconds, Is.InRange(0.9, 10));
        await Assert.ThrowsAsync<RpcException>(async () => await call);
    }

    [Test]
    public async Task Readiness_AtTheStop_GoesAway()
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();
        var readiness = host.Services.GetRequiredService<Readiness>();
        Assert.That(readiness.IsReady, Is.True);

        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.That(readiness.IsReady, Is.False);
    }
}
