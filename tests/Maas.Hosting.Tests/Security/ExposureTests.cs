using Maas.Hosting.Configuration;
using Microsoft.AspNetCore.Builder;

namespace Maas.Hosting.Tests.Security;

internal sealed class ExposureTests
{
    [TestCase("0.0.0.0:0")]
    [TestCase("*:0")]
    [TestCase("[::]:0")]
    [TestCase("192.0.2.7:0")]
    public void Build_OffLoopbackWithoutProtection_IsRefused(string address) => Assert.That(
        () => MaasHost.Build<ProbeModule>([$"--Maas:Probe:GrpcEndpoint={address}"]),
        Throws.InstanceOf<HostRefusedException>().With.Message.Contains("--insecure").And.Message.Contains("TLS"));

    [TestCase("127.0.0.1:0")]
    [TestCase("127.1.2.3:0")]
    [TestCase("[::1]:0")]
    [TestCase("localhost:0")]
    public async Task Build_OnLoopback_IsFine(string address)
    {
        await using var app = MaasHost.Build<ProbeModule>([$"--Maas:Probe:MetricsEndpoint={address}"]);

        Assert.That(app, Is.Not.Null);
    }

    [Test]
    public async Task Build_OffLoopbackWhenToldSo_IsFine()
    {
        await using var app = MaasHost.Build<ProbeModule>(["--Maas:Probe:GrpcEndpoint=0.0.0.0:0", "--insecure"]);

        Assert.That(app, Is.Not.Null);
    }

    [Test]
    public async Task RunAsync_OffLoopbackWithoutProtection_EndsWithOne() => Assert.That(
        await MaasHost.RunAsync<ProbeModule>(["--Maas:Probe:GrpcEndpoint=0.0.0.0:0"]), Is.EqualTo(1));

    [Test]
    public void Build_WithAnEndpointWithoutPermission_IsRefused() => Assert.That(
        () => MaasHost.Build<OpenModule>([]),
        Throws.InstanceOf<HostRefusedException>().With.Message.Contains("/open").And.Message.Contains("RequirePermission"));

    private sealed class OpenModule : IServiceModule
    {
        public static string Name => "Open";

        public static ServicePorts Ports { get; } = new(Grpc: 0, Metrics: 0, Http: 0);

        public static void AddServices(WebApplicationBuilder builder)
        {
        }

        public static void MapEndpoints(WebApplication app) => app.MapGet("/open", () => "hello");
    }
}
