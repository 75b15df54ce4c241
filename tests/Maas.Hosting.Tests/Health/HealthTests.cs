using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Maas.Hosting.Health;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Maas.Hosting.Tests.Health;

[CancelAfter(30_000)]
internal sealed class HealthTests
{
    [Test]
    public async Task Check_AfterStart_IsServingForHostAndEachService()
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();
        var health = new Grpc.Health.V1.Health.HealthClient(host.Channel);

        foreach (var service in new[] { "", "maas.registry.v1.RegistryService", "inference.GRPCInferenceService" })
        {
            var answer = await health.CheckAsync(new HealthCheckRequest { Service = service });
            Assert.That(answer.Status, Is.EqualTo(ServingStatus.Serving), service);
        }
    }

    [Test]
    public async Task Check_OfUnknownService_IsNotFound()
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();
        var health = new Grpc.Health.V1.Health.HealthClient(host.Channel);

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await health.CheckAsync(new HealthCheckRequest { Service = "none" }));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.NotFound));
    }

    [Test]
    public async Task Watch_SeesReadinessGoAndComeBack(CancellationToken cancellationToken)
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();
        var readiness = host.Services.GetRequiredService<Readiness>();
        using var watch = new Grpc.Health.V1.Health.HealthClient(host.Channel).Watch(
            new HealthCheckRequest(), cancellationToken: cancellationToken);
        var seen = new List<ServingStatus>();

        await watch.ResponseStream.MoveNext(cancellationToken);
        seen.Add(watch.ResponseStream.Current.Status);
        readiness.Report("models", isReady: false, "None is loaded.");
        await watch.ResponseStream.MoveNext(cancellationToken);
        seen.Add(watch.ResponseStream.Current.Status);
        readiness.Report("models", isReady: true);
        await watch.ResponseStream.MoveNext(cancellationToken);
        seen.Add(watch.ResponseStream.Current.Status);

        Assert.That(seen, Is.EqualTo(new[] { ServingStatus.Serving, ServingStatus.NotServing, ServingStatus.Serving }));
    }

    [Test]
    public async Task Readyz_WithAProblem_NamesIt()
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();
        host.Services.GetRequiredService<Readiness>().Report("models", isReady: false, "None is loaded.");

        using var answer = await host.Metrics.GetAsync("/readyz");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("models: None is loaded.\n"));
    }
}
