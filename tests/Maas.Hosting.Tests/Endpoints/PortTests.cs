using System.Net;
using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Testing;

namespace Maas.Hosting.Tests.Endpoints;

[CancelAfter(30_000)]
internal sealed class PortTests
{
    private TestHost<ProbeModule> _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await TestHost.StartAsync<ProbeModule>();

    [OneTimeTearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task MetricsPort_ServesProbesAndMetricsAndNothingElse()
    {
        using var ready = await _host.Metrics.GetAsync("/readyz");
        using var live = await _host.Metrics.GetAsync("/healthz");
        using var hello = await _host.Metrics.GetAsync("/hello");
        var metrics = await _host.Metrics.GetStringAsync("/metrics");

        Assert.That(
            new[] { ready.StatusCode, live.StatusCode, hello.StatusCode },
            Is.EqualTo(new[] { HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.NotFound }));
        Assert.That(metrics, Does.Contain("dotnet_gc"));
    }

    [Test]
    public async Task HttpPort_ServesTheServicesOwnAndNothingElse()
    {
        using var metrics = await _host.Http.GetAsync("/metrics");
        using var health = await _host.Http.GetAsync("/readyz");

        Assert.That(await _host.Http.GetStringAsync("/hello"), Is.EqualTo("hello"));
        Assert.That(metrics.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(health.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task HttpPort_DoesNotAnswerGrpc()
    {
        using var content = new ByteArrayContent([0, 0, 0, 0, 0]);
        content.Headers.ContentType = new("application/grpc");

        using var answer = await _host.Http.PostAsync("/maas.registry.v1.RegistryService/GetModel", content);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task GrpcPort_DoesNotAnswerRest()
    {
        using var client = new HttpClient
        {
            BaseAddress = _host.Addresses.Grpc,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var answer = await client.GetAsync("/hello");

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Log_SaysInOneLineWhereTheHostListens()
    {
        await Task.CompletedTask;
        var lines = _host.Logs.Lines.Where(line => line.Text.Contains("listens", StringComparison.Ordinal)).ToList();

        Assert.That(lines, Has.Count.EqualTo(1));
        Assert.That(lines[0].Text, Does.Contain(_host.Addresses.Grpc.ToString()).And.Contain(_host.Addresses.Http.ToString()));
    }

    [Test]
    public async Task UnknownMethod_IsUnimplemented()
    {
        var method = new Method<GetModelRequest, Model>(
            MethodType.Unary, "maas.registry.v1.RegistryService", "Dance",
            Marshallers.Create(_ => Array.Empty<byte>(), _ => new GetModelRequest()),
            Marshallers.Create(_ => Array.Empty<byte>(), _ => new Model()));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await _host.Channel.CreateCallInvoker()
            .AsyncUnaryCall(method, host: null, default, new GetModelRequest()));

        Assert.That(error!.StatusCode, Is.EqualTo(StatusCode.Unimplemented));
    }
}
