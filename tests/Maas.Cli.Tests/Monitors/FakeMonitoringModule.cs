using Maas.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Maas.Cli.Tests.Monitors;

/// <summary>A Monitoring of which a test says what it knows, behind a real host: with its checks of messages and its errors.</summary>
internal sealed class FakeMonitoringModule : IServiceModule
{
    public static string Name => "Monitoring";

    public static ServicePorts Ports { get; } = new(Grpc: 0, Metrics: 0);

    // What it knows comes from the test, and stays over a restart.
    public static void AddServices(WebApplicationBuilder builder)
    {
    }

    public static void MapEndpoints(WebApplication app)
    {
        app.MapGrpcService<FakeMonitoringService>();
        app.MapGrpcService<FakeAlertService>();
    }
}
