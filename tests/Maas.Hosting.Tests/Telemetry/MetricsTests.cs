using System.Diagnostics.Metrics;
using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Testing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace Maas.Hosting.Tests.Telemetry;

[CancelAfter(30_000)]
[NonParallelizable]
internal sealed class MetricsTests
{
    [Test]
    public async Task Metrics_OfTheServicesMeter_HaveBucketsForSeconds()
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();
        var meter = host.Services.GetRequiredService<IMeterFactory>().Create("Maas.Probe");
        meter.CreateHistogram<double>("maas.probe.answer.duration", "s").Record(0.0003);

        var metrics = await host.Metrics.GetStringAsync("/metrics");

        Assert.That(metrics, Does.Match("maas_probe_answer_duration_seconds_bucket\\{[^}]*le=\"0.00025\"[^}]*\\} 0"));
        Assert.That(metrics, Does.Match("maas_probe_answer_duration_seconds_bucket\\{[^}]*le=\"0.0005\"[^}]*\\} 1"));
    }

    [Test]
    public async Task Metrics_OfTheArtifactCache_AreThere()
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();
        var meter = host.Services.GetRequiredService<IMeterFactory>().Create("Maas.Storage");
        meter.CreateCounter<long>("maas.storage.cache.reads", "{chunk}").Add(1);

        var metrics = await host.Metrics.GetStringAsync("/metrics");

        Assert.That(metrics, Does.Contain("maas_storage_cache_reads"));
    }

    [Test]
    public async Task Metrics_AfterCallsThatFailed_SayWhichMethodAndWhy()
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();
        var client = new RegistryService.RegistryServiceClient(host.Channel);
        await Assert.ThrowsAsync<RpcException>(async () => await client.GetModelAsync(new GetModelRequest { Name = "full" }));
        await Assert.ThrowsAsync<RpcException>(async () => await client.GetModelAsync(new GetModelRequest { Name = "long" }));

        var metrics = await host.Metrics.GetStringAsync("/metrics");

        const string method = "rpc_method=\"/maas.registry.v1.RegistryService/GetModel\"";
        Assert.That(metrics, Does.Match($"maas_hosting_calls_failed_total\\{{[^}}]*error_type=\"QUEUE_FULL\"[^}}]*{method}[^}}]*\\}} 1"));
        Assert.That(metrics, Does.Match($"maas_hosting_calls_failed_total\\{{[^}}]*error_type=\"NAME_LONG\"[^}}]*{method}[^}}]*\\}} 1"));
    }

    [Test]
    public async Task Host_WhoseCollectorIsAway_ServesAllTheSame()
    {
        const string key = "OTEL_EXPORTER_OTLP_ENDPOINT";
        Environment.SetEnvironmentVariable(key, "http://127.0.0.1:1");
        try
        {
            await using var host = await TestHost.StartAsync<ProbeModule>();

            Assert.That(await host.Http.GetStringAsync("/hello"), Is.EqualTo("hello"));
            Assert.That(host.Services.GetService<TracerProvider>(), Is.Not.Null);
        }
        finally
        {
            Environment.SetEnvironmentVariable(key, null);
        }
    }
}
