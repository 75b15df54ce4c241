using System.Diagnostics;
using System.Net;
using System.Threading.Channels;
using Maas.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Maas.Hosting.Tests.Telemetry;

/// <summary>Traces as a collector gets them: OTLP over HTTP, received by a real server.</summary>
[CancelAfter(60_000)]
[NonParallelizable]
internal sealed class TraceTests
{
    private static readonly Dictionary<string, string> Exporter = new()
    {
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
    };

    [Test]
    public async Task Collector_OfACallWithContext_GetsASpanOfTheCallersTrace(CancellationToken cancellationToken)
    {
        var traceId = ActivityTraceId.CreateRandom();
        var received = Channel.CreateUnbounded<byte[]>();
        await using var collector = await StartCollectorAsync(received.Writer, cancellationToken);
        Set(collector.Urls.Single());
        try
        {
            await using var host = await TestHost.StartAsync<ProbeModule>();
            using var caller = new Activity("caller")
                .SetParentId(traceId, ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded).Start();
            using var answer = await host.Http.GetAsync(new Uri("/hello", UriKind.Relative), cancellationToken);

            var found = false;
            while (!found)
            {
                var export = await received.Reader.ReadAsync(cancellationToken);
                found = export.AsSpan().IndexOf(Convert.FromHexString(traceId.ToHexString())) >= 0
                    && export.AsSpan().IndexOf("Microsoft.AspNetCore"u8) >= 0;
            }

            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
        finally
        {
            Set(endpoint: null);
        }
    }

    private static async Task<WebApplication> StartCollectorAsync(ChannelWriter<byte[]> received, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = builder.Build();
        collector.MapPost("/v1/traces", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellationToken);
            received.TryWrite(body.ToArray());
        });
        await collector.StartAsync(cancellationToken);
        return collector;
    }

    private static void Set(string? endpoint)
    {
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
        foreach (var (name, value) in Exporter)
        {
            Environment.SetEnvironmentVariable(name, endpoint is null ? null : value);
        }
    }
}
