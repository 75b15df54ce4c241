using System.Diagnostics.Metrics;
using Maas.Hosting.Endpoints;
using Maas.Hosting.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Maas.Hosting.Telemetry;

/// <summary>Puts logs, metrics and traces into a host.</summary>
internal static class TelemetryRegistration
{
    private const string OtlpEndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Of Maas.Storage, which counts in its own name whichever service uses it.
    private const string StorageMeter = "Maas.Storage";

    // Those of the server itself. The instrumentation package would add the same, and work for every request.
    private static readonly string[] ServerMeters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    // OpenTelemetry's own buckets are made for milliseconds; ours are for seconds, 0.1 ms to 5 minutes.
    private static readonly double[] SecondsBuckets =
    [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
    ];

    extension(WebApplicationBuilder builder)
    {
        /// <summary>
        /// Collects the meter and the activity source <c>Maas.&lt;service&gt;</c>, and the meter of the artifact cache. Traces leave the host only when
        /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to; W3C context is passed on in any case.
        /// </summary>
        public void AddTelemetry(string service)
        {
            builder.AddLogs();
            var name = $"Maas.{service}";
            builder.Services.AddSingleton(provider => new HostingMetrics(provider.GetRequiredService<IMeterFactory>(), name));
            var toCollector = !string.IsNullOrEmpty(builder.Configuration[OtlpEndpointKey]);
            var telemetry = builder.Services.AddOpenTelemetry()
                .ConfigureResource(resource => resource.AddService(name))
                .WithMetrics(metrics =>
                {
                    metrics.AddMeter([name, StorageMeter, .. ServerMeters]).AddRuntimeInstrumentation();
                    metrics.AddView(instrument => instrument.Unit == "s"
                        ? new ExplicitBucketHistogramConfiguration { Boundaries = SecondsBuckets }
                        : null);

                    // Two counts for every request: of a queue that is always nearly empty, and of what maas.hosting.calls.open says too.
                    metrics.AddView("kestrel.queued_requests", MetricStreamConfiguration.Drop);
                    metrics.AddView("http.server.active_requests", MetricStreamConfiguration.Drop);
                    metrics.AddPrometheusExporter();
                    if (toCollector)
                    {
                        metrics.AddOtlpExporter();
                    }
                });
            if (toCollector)
            {
                telemetry.WithTracing(traces => traces
                    .AddSource(name)
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddOtlpExporter());
            }
        }

        private void AddLogs()
        {
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
            builder.Logging.AddFilter("Grpc", LogLevel.Warning);

            // It calls a message that cannot be read an error of ours, with a stack for each: a way to fill the disk.
            builder.Logging.AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.None);
            builder.Logging.Configure(logging => logging.ActivityTrackingOptions =
                ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
            if (builder.Environment.IsProduction())
            {
                builder.Logging.AddJsonConsole(json =>
                {
                    json.UseUtcTimestamp = true;
                    json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                    json.IncludeScopes = true;
                });
            }
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Serves <c>/metrics</c> for Prometheus.</summary>
        public void MapMetrics() => app.MapPrometheusScrapingEndpoint("/metrics")
            .RequirePermission("host.metrics.get")
            .WithMetadata(new ListenerMetadata(HostListener.Metrics));
    }
}
