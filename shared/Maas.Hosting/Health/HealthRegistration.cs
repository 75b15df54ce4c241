using Grpc.HealthCheck;
using Maas.Hosting.Endpoints;
using Maas.Hosting.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Hosting.Health;

/// <summary>Puts health into a host: <c>grpc.health.v1</c>, <c>/healthz</c> and <c>/readyz</c>.</summary>
internal static class HealthRegistration
{
    extension(WebApplicationBuilder builder)
    {
        public void AddHealth()
        {
            builder.Services.AddSingleton<Readiness>();
            builder.Services.AddSingleton<HealthServiceImpl>();
            builder.Services.AddSingleton<NamedHealth>();
            builder.Services.AddHostedService<HealthPublisher>();
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Liveness says that the process answers; readiness, whether it can do its work.</summary>
        public void MapHealth()
        {
            app.MapGrpcService<HealthServiceImpl>();
            app.MapGet("/healthz", () => TypedResults.Text("ok\n"))
                .WithoutPermission()
                .WithMetadata(new ListenerMetadata(HostListener.Metrics));
            app.MapGet("/readyz", (Readiness readiness) => readiness.IsReady
                    ? Results.Text("ready\n")
                    : Results.Text(
                        string.Concat(readiness.Problems.Select(problem => $"{problem.Key}: {problem.Value}\n")),
                        statusCode: StatusCodes.Status503ServiceUnavailable))
                .WithoutPermission()
                .WithMetadata(new ListenerMetadata(HostListener.Metrics));
        }
    }
}
