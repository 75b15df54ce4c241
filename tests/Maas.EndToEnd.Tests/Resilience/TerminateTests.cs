using Grpc.Core;
using Maas.Client;
using Maas.Contracts.Registry.V1;
using Maas.EndToEnd.Tests.Processes;
using Maas.Testing;

namespace Maas.EndToEnd.Tests.Resilience;

[CancelAfter(120_000)]
internal sealed class TerminateTests
{
    [Test]
    public async Task Sigterm_WhileAStreamIsOpen_EndsItAndTheProcessInOrder(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no SIGTERM.");
        }

        using var data = new TempFolder();
        var ports = new SuitePorts();
        using var registry = new ServiceProcess("Registry", ports,
        [
            "--data", data.Path,
            $"--Maas:Registry:GrpcEndpoint=127.0.0.1:{ports.Grpc("Registry")}",
            $"--Maas:Registry:MetricsEndpoint=127.0.0.1:{ports.Metrics("Registry")}",
        ]);
        registry.Start();
        await registry.WaitUntilReadyAsync(cancellationToken);
        using var channel = MaasChannel.Create(
            new MaasClientOptions { Address = new Uri($"http://127.0.0.1:{ports.Grpc("Registry")}") });
        var client = new RegistryService.RegistryServiceClient(channel.Invoker);
        await client.CreateModelAsync(
            new CreateModelRequest { ModelId = "m", Model = new Model() }, cancellationToken: cancellationToken);
        using var watch = client.Watch(new WatchRequest(), cancellationToken: cancellationToken);
        await watch.ResponseStream.MoveNext(cancellationToken);

        var terminated = registry.TerminateAsync(cancellationToken);
        var end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await watch.ResponseStream.MoveNext(cancellationToken))
            {
            }
        });

        Assert.That(MaasErrors.FromRpc(end!).Reason, Is.EqualTo("SHUTTING_DOWN"), registry.Log);
        Assert.That(await terminated, Is.Zero, registry.Log);
        Assert.That(registry.Log, Does.Contain("Stopped."));
    }
}
