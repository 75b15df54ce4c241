using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Maas.Benchmarks.Serving;
using Maas.Benchmarks.Workloads;
using Maas.Contracts.Oip;

namespace Maas.Benchmarks.Load;

/// <summary>
/// Loads the server by h2load, in turn with a service that takes the same requests and does nothing: what the server's processor time
/// is above that is what it costs to serve a model.
/// </summary>
internal sealed class LoadBenchmark(LoadPlan plan, ServerProcess server, EmptyServiceProcess empty) : IDisposable
{
    private const string Path = "inference.GRPCInferenceService/ModelInfer";

    private readonly H2Load _load = new();
    private readonly Dictionary<(string What, int Concurrency), List<LoadSample>> _samples = [];

    public async Task RunAsync(TextWriter output)
    {
        await WarmUpAsync();
        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var concurrency in plan.Concurrency)
            {
                await TakeEmptyAsync("empty service", BenchmarkModel.All[0], concurrency);
                foreach (var model in plan.Models)
                {
                    if (model != BenchmarkModel.All[0])
                    {
                        await TakeEmptyAsync($"empty, {model.Name} sent", model, concurrency);
                    }

                    await TakeFloorAsync(model, rows: 1, concurrency);
                    if (concurrency > 1)
                    {
                        await TakeFloorAsync(model, concurrency, concurrency);
                    }

                    await TakeAsync(model.ToString(), server.Address, Request(model), concurrency, () => server.ProcessorTime);
                }
            }
        }

        await output.WriteLineAsync(
            $"{Environment.ProcessorCount} processors; medians of {plan.Rounds} rounds of {plan.Duration.TotalSeconds} s; server and h2load share the machine\n"
            + "\nwhat                    callers  requests/s    p50 us    p99 us  server us/request  above empty");
        foreach (var concurrency in plan.Concurrency)
        {
            var floor = Median("empty service", concurrency, sample => sample.ServerMicros);
            foreach (var what in _samples.Keys.Where(key => key.Concurrency == concurrency).Select(key => key.What))
            {
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{what,-23} {concurrency,7} ")
                    + string.Create(CultureInfo.InvariantCulture, $"{Median(what, concurrency, sample => sample.RequestsPerSecond),11:0} ")
                    + string.Create(CultureInfo.InvariantCulture, $"{Median(what, concurrency, sample => sample.P50Micros),9:0} {Median(what, concurrency, sample => sample.P99Micros),9:0} ")
                    + string.Create(CultureInfo.InvariantCulture, $"{Median(what, concurrency, sample => sample.ServerMicros),18:0.0} {Median(what, concurrency, sample => sample.ServerMicros) - floor,12:0.0}"));
            }
        }

        await WriteBatchesAsync(output);
        await output.WriteLineAsync(JsonSerializer.Serialize(new
        {
            benchmark = "load",
            processors = Environment.ProcessorCount,
            plan.Rounds,
            results = _samples.Select(pair => new { pair.Key.What, pair.Key.Concurrency, samples = pair.Value }),
        }));
    }

    public void Dispose() => _load.Dispose();

    private async Task WarmUpAsync()
    {
        var most = plan.Concurrency.Max();
        await _load.WarmUpAsync(new Uri(empty.Address, Path), Request(BenchmarkModel.All[0]), most, plan.FirstWarmUp);
        foreach (var model in plan.Models)
        {
            await _load.WarmUpAsync(new Uri(server.Address, Path), Request(model), most, plan.FirstWarmUp);
        }
    }

    private Task TakeEmptyAsync(string what, BenchmarkModel sent, int concurrency) =>
        TakeAsync(what, empty.Address, Request(sent), concurrency, () => empty.ProcessorTime);

    /// <summary>ONNX Runtime in this process, as many runs at once as the server has instances; the figures are those of a row.</summary>
    private async Task TakeFloorAsync(BenchmarkModel model, int rows, int concurrency)
    {
        using var floor = new InProcessWorkload(model, rows, threads: 1);
        var callers = Math.Min(concurrency, plan.Instances);
        await Measurement.TakeAsync(floor, callers, plan.WarmUp / 4, CancellationToken.None);
        var before = Environment.CpuUsage.TotalTime;
        var measured = await Measurement.TakeAsync(floor, callers, plan.Duration, CancellationToken.None);
        Add($"{model.Name} in process, {rows}", concurrency, new LoadSample(
            measured.RequestsPerSecond * rows, measured.P50Seconds * 1e6, measured.P99Seconds * 1e6,
            (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / measured.Requests / rows));
    }

    private async Task TakeAsync(string what, Uri address, IMessage request, int concurrency, Func<TimeSpan> processorTime)
    {
        var sample = await _load.RunAsync(new Uri(address, Path), request, concurrency, plan.WarmUp, plan.Duration, processorTime);
        Add(what, concurrency, sample);
    }

    private void Add(string what, int concurrency, LoadSample sample)
    {
        if (!_samples.TryGetValue((what, concurrency), out var samples))
        {
            _samples[(what, concurrency)] = samples = [];
        }

        samples.Add(sample);
    }

    private async Task WriteBatchesAsync(TextWriter output)
    {
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(server.Invoker);
        var statistics = await client.ModelStatisticsAsync(new ModelStatisticsRequest());
        foreach (var model in statistics.ModelStats)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{model.Name}: {(double)model.InferenceCount / model.ExecutionCount:0.0} rows a run in the mean"));
        }
    }

    private double Median(string what, int concurrency, Func<LoadSample, double> value)
    {
        var values = _samples[(what, concurrency)].Select(value).Order().ToList();
        return values[values.Count / 2];
    }

    private static ModelInferRequest Request(BenchmarkModel model) => InferWorkload.Request(model, rows: 1);
}
