using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Grpc.Net.Client;
using Maas.Benchmarks.Serving;
using Maas.Benchmarks.Workloads;
using Maas.Contracts.Oip;

namespace Maas.Benchmarks.OpenLoop;

/// <summary>Latencies of the server at rates that do not depend on it, each beside what a closed loop got done just before.</summary>
internal sealed class OpenLoopBenchmark : IDisposable
{
    // Latencies of a rate at which nothing was answered are NaN.
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static readonly double[] Quantiles = [0.5, 0.9, 0.99, 0.999];

    private readonly OpenLoopPlan _plan;
    private readonly GrpcChannel _channel;
    private readonly InferWorkload _closed;
    private readonly GRPCInferenceService.GRPCInferenceServiceClient _client;
    private readonly ModelInferRequest _request;
    private readonly List<OpenLoopLine> _lines = [];

    public OpenLoopBenchmark(OpenLoopPlan plan, ServerProcess server)
    {
        _plan = plan;

        // One connection, as many requests at once as the server lets it have; the others wait here. A client that opens a connection for
        // each hundred that wait has hundreds of them soon, and spends its time on those.
        _channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false },
            DisposeHttpClient = true,
        });
        _closed = new InferWorkload(_channel.CreateCallInvoker(), plan.Model, rows: 1);
        _client = new GRPCInferenceService.GRPCInferenceServiceClient(_channel);
        _request = InferWorkload.Request(plan.Model, rows: 1);
    }

    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await Measurement.TakeAsync(_closed, _plan.Callers, _plan.WarmUp, cancellationToken);
        var capacity = await ReadCapacityAsync(cancellationToken);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Environment.ProcessorCount} processors; {_plan.Model}; {(_plan.IsPoisson ? "Poisson" : "constant")} arrivals, seed {_plan.Seed}; {_plan.Duration.TotalSeconds:0.#} s each; client and server share the machine
            share: of a closed loop of {_plan.Callers} callers at the beginning, {capacity:0}/s; before: the same just before the rate; latencies in ms from the scheduled time; lag: how late the generator sent; sent p99: from the sending

              share    before/s  offered/s  offered  answered  goodput/s      p50      p90      p99    p99.9  sent p99  lag p50  lag p99  lag max
            """));
        foreach (var rate in _plan.Rate is { } given ? [given] : _plan.Shares.Select(share => share * capacity))
        {
            var before = await ReadCapacityAsync(cancellationToken);
            var result = await OpenLoopGenerator.TakeAsync(SendAsync, _plan.Schedule(rate), _plan.Duration, _plan.Patience, cancellationToken);
            var line = Line(rate, rate / capacity, before, result);
            _lines.Add(line);
            await output.WriteLineAsync(Row(line));
        }

        if (_plan.Plot is { } path)
        {
            await File.WriteAllTextAsync(path, $"{Plot(capacity).Draw()}\n", cancellationToken);
        }

        await output.WriteLineAsync(JsonSerializer.Serialize(
            new
            {
                benchmark = OpenLoopPlan.Command, processors = Environment.ProcessorCount, model = _plan.Model.Name, _plan.IsPoisson, _plan.Seed, results = _lines,
            },
            Json));
    }

    public void Dispose() => _channel.Dispose();

    private Task SendAsync(CancellationToken cancellationToken) => _client.ModelInferAsync(_request, cancellationToken: cancellationToken).ResponseAsync;

    private async Task<double> ReadCapacityAsync(CancellationToken cancellationToken) =>
        (await Measurement.TakeAsync(_closed, _plan.Callers, _plan.Duration / 3, cancellationToken)).RequestsPerSecond;

    private static OpenLoopLine Line(double rate, double share, double before, OpenLoopResult result) => new(
        rate, share, before, result.Offered, result.Offered - result.Failures.Values.Sum(), result.Goodput,
        [.. Quantiles.Select(q => Millis(result.Latency, q))], Millis(result.Uncorrected, 0.99),
        [Millis(result.Lag, 0.5), Millis(result.Lag, 0.99), Millis(result.Lag, 1)],
        result.Failures.ToDictionary(failure => failure.Key.ToString(), failure => failure.Value));

    private static double Millis(Statistics.LatencySketch sketch, double q) => sketch.Count == 0 ? double.NaN : Math.Round(sketch.Quantile(q) * 1e3, 3);

    private static string Row(OpenLoopLine line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{line.Share,7:0 %} {line.Before,11:0} {line.Rate,10:0} {line.Offered,8} {line.Answered,9} {line.Goodput,10:0} "
        + $"{line.LatencyMillis[0],8:0.00} {line.LatencyMillis[1],8:0.00} {line.LatencyMillis[2],8:0.00} {line.LatencyMillis[3],8:0.00} "
        + $"{line.SentP99Millis,9:0.00} {line.LagMillis[0],8:0.00} {line.LagMillis[1],8:0.00} {line.LagMillis[2],8:0.00}"
        + $"{string.Concat(line.Failures.Select(failure => $"  {failure.Value} {failure.Key}"))}");

    private LatencyPlot Plot(double capacity) => new(
        $"{_plan.Model}: latency from the scheduled time",
        [.. Quantiles.Select((q, i) => new PlotSeries(
            string.Create(CultureInfo.InvariantCulture, $"p{100 * q:0.#}"),
            [.. _lines.Where(line => line.LatencyMillis[i] > 0).Select(line => (line.Rate, line.LatencyMillis[i]))]))],
        capacity);

    /// <param name="Rate">Requests per second of the schedule.</param>
    /// <param name="Share">Of what the closed loop answered at the beginning.</param>
    /// <param name="Before">Answers per second of the closed loop just before: how fast the machine was.</param>
    /// <param name="Offered">Requests of the schedule.</param>
    /// <param name="Answered">Those that were answered.</param>
    /// <param name="Goodput">Answers per second.</param>
    /// <param name="LatencyMillis">p50, p90, p99 and p99.9 from the scheduled time.</param>
    /// <param name="SentP99Millis">p99 from the sending.</param>
    /// <param name="LagMillis">p50, p99 and longest of the generator.</param>
    /// <param name="Failures">By gRPC status.</param>
    private sealed record OpenLoopLine(
        double Rate, double Share, double Before, int Offered, int Answered, double Goodput, double[] LatencyMillis, double SentP99Millis, double[] LagMillis,
        Dictionary<string, int> Failures);
}
