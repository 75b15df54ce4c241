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

    // How docs/operations/metrics.md and the dashboard write them.
    [Test]
    public async Task Metrics_OfEachKind_AreNamedAsTheDashboardNamesThem()
    {
        await using var host = await TestHost.StartAsync<ProbeModule>();
        var meter = host.Services.GetRequiredService<IMeterFactory>().Create("Maas.Probe");
        meter.CreateCounter<long>("maas.probe.taken_rows", "{row}").Add(1);
        meter.CreateUpDownCounter<long>("maas.probe.workers", "{process}").Add(1, new KeyValuePair<string, object?>("maas.device", "cpu"));
        meter.CreateHistogram<long>("maas.probe.batch.rows", "{row}").Record(1);
        await host.Http.GetStringAsync("/hello");
        GC.Collect();

        var metrics = await host.Metrics.GetStringAsync("/metrics");

        string[] names =
        [
            "maas_probe_taken_rows_total", "maas_probe_workers", "maas_probe_batch_rows_bucket", "maas_hosting_calls_open",
            "http_server_request_duration_seconds_count", "dotnet_process_memory_working_set_bytes", "dotnet_gc_pause_time_seconds_total",
        ];
        Assert.That(names.Where(name => !metrics.Contains($"\n{name}{{", StringComparison.Ordinal)), Is.Empty, metrics);
        Assert.That(metrics, Does.Contain("http_route=").And.Contain("http_response_status_code=\"200\"").And.Contain("maas_device=\"cpu\""));
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
