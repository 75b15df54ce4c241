using Grpc.AspNetCore.Server;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Maas.Hosting.Health;

/// <summary>Keeps <c>grpc.health.v1</c> in step with readiness, for the whole host, for each service in it, and for what those name.</summary>
internal sealed class HealthPublisher(
    Readiness readiness, HealthServiceImpl health, NamedHealth named, EndpointDataSource endpoints, IHostApplicationLifetime lifetime)
    : IHostedLifecycleService
{
    /// <summary>What is reported of the host itself: neither starting nor going down.</summary>
    public const string HostCondition = "host";

    private IReadOnlyList<string> _services = [""];

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        readiness.Report(HostCondition, isReady: false, "The host is starting.");
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _services =
        [
            "",
            .. endpoints.Endpoints
                .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method.ServiceName)
                .OfType<string>()
                .Distinct(),
        ];
        readiness.Changed += Publish;
        lifetime.ApplicationStopping.Register(
            () => readiness.Report(HostCondition, isReady: false, "The host is going down."));
        readiness.Report(HostCondition, isReady: true);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        readiness.Changed -= Publish;
        return Task.CompletedTask;
    }

    private void Publish()
    {
        var status = readiness.IsReady
            ? HealthCheckResponse.Types.ServingStatus.Serving
            : HealthCheckResponse.Types.ServingStatus.NotServing;
        foreach (var service in _services)
        {
            health.SetStatus(service, status);
        }

        named.Publish();
    }
}
