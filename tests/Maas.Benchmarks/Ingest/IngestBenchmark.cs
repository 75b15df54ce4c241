using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using Maas.Monitoring;
using Maas.Monitoring.Api;
using Maas.Monitoring.Baselines;
using Maas.Monitoring.Ingestion;
using Maas.Monitoring.Windows;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using PredictionSample = Maas.Contracts.Monitoring.V1.PredictionSample;

namespace Maas.Benchmarks.Ingest;

/// <summary>Measures how many values Monitoring takes in on one core, what it holds, and how fast it reports.</summary>
internal sealed class IngestBenchmark(IngestPlan plan)
{
    private const int BatchRows = 1_000;
    private const int Warmup = 3;
    private const string Version = "models/bench/versions/1";
    private const int ReportWindows = 60;

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("maas-benchmark-");
        try
        {
            await using var app = Build(folder.FullName);
            var database = app.Services.GetRequiredService<MonitoringDatabase>();
            await database.StartingAsync(cancellationToken);
            await app.Services.GetRequiredService<BaselineCollector>().StartAsync(cancellationToken);
            var ingest = await MeasureAsync(app.Services, cancellationToken);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{plan.Rows} rows of {plan.Features} features: {ingest.ValuesPerSecond:N0} values a second of one core, {ingest.StateMiB:0} MiB held, {ingest.DiskMiB:0.0} MiB on disk"));
            var seconds = await ReportAsync(app.Services, database, cancellationToken);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"drift report over {plan.ReportRows:N0} rows in {ReportWindows} windows: {seconds:0.000} s"));
            await output.WriteLineAsync(JsonSerializer.Serialize(new { benchmark = "ingest", plan, ingest, reportSeconds = seconds }));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private WebApplication Build(string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Maas:Monitoring:DataPath"] = folder;
        builder.Services.TryAddSingleton(TimeProvider.System);
        MonitoringModule.AddServices(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton<IBaselineSource>(new KnownBaseline(plan.Features)));
        return builder.Build();
    }

    private async Task<IngestResult> MeasureAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var ingestor = services.GetRequiredService<BatchIngestor>();
        var random = new Random(1);
        byte[][] batches = [.. Enumerable.Range(0, plan.Rows / BatchRows).Select(_ => Batch(random))];

        // The first batches make the version known, have its baseline fetched, and the code compiled.
        for (var i = 0; i < Warmup; i++)
        {
            await TakeAsync(ingestor, Batch(random), cancellationToken);
            await HasBaselineAsync(services, cancellationToken);
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (begin, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        foreach (var batch in batches)
        {
            await TakeAsync(ingestor, batch, cancellationToken);
        }

        // Of processor time, so that neighbours on the machine do not count; the collector's threads do.
        var spent = Environment.CpuUsage.TotalTime - cpu;
        var state = GC.GetTotalMemory(forceFullCollection: true);
        return new IngestResult(
            (double)batches.Length * BatchRows * plan.Features / spent.TotalSeconds,
            Stopwatch.GetElapsedTime(begin).TotalSeconds,
            Math.Max(0, state - before) / 1048576.0,
            DiskBytes(services) / 1048576.0);
    }

    private static async Task TakeAsync(BatchIngestor ingestor, byte[] bytes, CancellationToken cancellationToken) =>
        await ingestor.IngestAsync(IngestRequest.Parser.ParseFrom(bytes).FromProto(), cancellationToken);

    private static async Task HasBaselineAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var monitors = services.GetRequiredService<Maas.Monitoring.Monitors.MonitorStore>();
        while ((await monitors.GetAsync("bench", cancellationToken)).Versions[0].BaselineState != Maas.Monitoring.Monitors.BaselineState.Present)
        {
            await Task.Yield();
        }
    }

    private byte[] Batch(Random random)
    {
        var batch = new IngestRequest { BatchId = Guid.NewGuid().ToString("D"), Replica = "bench" };
        var time = TimeProvider.System.GetUtcNow().ToTimestamp();
        for (var row = 0; row < BatchRows; row++)
        {
            var sample = new PredictionSample { Deployment = "deployments/bench", ModelVersion = Version, PredictTime = time };
            for (var feature = 0; feature < plan.Features; feature++)
            {
                var name = KnownBaseline.NameOf(feature);
                sample.Features.Add(KnownBaseline.IsNumber(feature)
                    ? new FeatureValue { Feature = name, Number = (float)random.NextDouble() }
                    : new FeatureValue { Feature = name, Text = random.Next(KnownBaseline.Categories).ToString(CultureInfo.InvariantCulture) });
            }

            batch.PredictionSamples.Add(sample);
        }

        return batch.ToByteArray();
    }

    // What was taken in is one window; as many of it as make the rows that are asked for stand in the minutes of an hour.
    private async Task<double> ReportAsync(IServiceProvider services, MonitoringDatabase database, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var end = Minutes.Of(now) - 60;
        await database.WriteAsync(
            async session =>
            {
                var rows = await WindowStore.ListAsync(session, "bench", Version, SliceFilter.Whole, 0, long.MaxValue);
                var whole = StoredWindow.Read(rows[0].Content);
                foreach (var row in rows.Skip(1))
                {
                    whole.Merge(StoredWindow.Read(row.Content));
                }

                var bytes = StoredWindow.Write(whole);
                var times = (int)Math.Ceiling(plan.ReportRows / (double)ReportWindows / Math.Max(1, whole.SampleCount));
                var minute = StoredWindow.Read(bytes);
                for (var i = 1; i < times; i++)
                {
                    minute.Merge(StoredWindow.Read(bytes));
                }

                var content = StoredWindow.Write(minute);
                for (var i = 0; i < ReportWindows; i++)
                {
                    await WindowStore.MergeAsync(session, new WindowKey("bench", Version, end - ReportWindows + i), StoredWindow.Read(content));
                }

                return true;
            },
            cancellationToken);

        var reader = services.GetRequiredService<MetricsReader>();
        var interval = new MetricsInterval(end - ReportWindows, end, ReportWindows);
        await reader.QueryAsync("bench", null, SliceFilter.Whole, interval, cancellationToken);
        var begin = Stopwatch.GetTimestamp();
        var windows = await reader.QueryAsync("bench", null, SliceFilter.Whole, interval, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return windows.Single().Content.SampleCount >= plan.ReportRows
            ? seconds
            : throw new InvalidOperationException($"The report is over {windows[0].Content.SampleCount} rows, not {plan.ReportRows}.");
    }

    private static long DiskBytes(IServiceProvider services) => new DirectoryInfo(
        services.GetRequiredService<Microsoft.Extensions.Options.IOptions<MonitoringOptions>>().Value.DataPath).EnumerateFiles().Sum(file => file.Length);
}

/// <param name="ValuesPerSecond">Values of features per second of processor time.</param>
/// <param name="WallSeconds">Time that the batches took.</param>
/// <param name="StateMiB">Memory that is held after all batches, more than before.</param>
/// <param name="DiskMiB">Size of the database.</param>
internal sealed record IngestResult(double ValuesPerSecond, double WallSeconds, double StateMiB, double DiskMiB);
