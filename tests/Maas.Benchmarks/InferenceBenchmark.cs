using Maas.Benchmarks.Serving;
using Maas.Benchmarks.Workloads;

namespace Maas.Benchmarks;

/// <summary>
/// Measures the server over loopback beside ONNX Runtime in this process and beside an empty call, all in turn, so
/// that a machine that becomes slower makes all of them slower.
/// </summary>
internal sealed class InferenceBenchmark(BenchmarkPlan plan, ServerProcess server) : IDisposable
{
    private readonly Dictionary<(string Model, string Workload, int Concurrency), Measurement> _measured = [];
    private readonly InProcessWorkload[] _inProcess =
        [.. BenchmarkModel.All.Select(model => new InProcessWorkload(model, plan.Rows))];

    /// <summary>Fails unless the server answers with the bits that ONNX Runtime gives in process.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public async Task CompareAnswersAsync(CancellationToken cancellationToken)
    {
        foreach (var (model, inProcess) in BenchmarkModel.All.Zip(_inProcess))
        {
            var expected = inProcess.Answer();
            var actual = await new InferWorkload(server.Invoker, model, plan.Rows).AnswerAsync(cancellationToken);
            if (!expected.AsSpan().SequenceEqual(actual))
            {
                throw new InvalidOperationException(
                    $"{model}: the server answers [{string.Join(", ", actual.Take(3))}, …], "
                    + $"in process it is [{string.Join(", ", expected.Take(3))}, …].");
            }
        }
    }

    /// <summary>Takes all measurements and returns them in the order of the report.</summary>
    public async Task<IReadOnlyList<ReportLine>> RunAsync(CancellationToken cancellationToken)
    {
        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var concurrency in plan.Concurrency)
            {
                await MeasureAsync("", new FloorWorkload(server.Invoker), concurrency, cancellationToken);
                foreach (var (model, inProcess) in BenchmarkModel.All.Zip(_inProcess))
                {
                    var infer = new InferWorkload(server.Invoker, model, plan.Rows);
                    await MeasureAsync(model.ToString(), inProcess, concurrency, cancellationToken);
                    await MeasureAsync(model.ToString(), infer, concurrency, cancellationToken);
                }
            }
        }

        string[] models = ["", .. BenchmarkModel.All.Select(model => model.ToString())];
        return [.. _measured.Select(pair => Line(pair.Key, pair.Value))
            .OrderBy(line => Array.IndexOf(models, line.Model))
            .ThenBy(line => line.Concurrency)];
    }

    /// <summary>Processor time of the server per <c>ModelInfer</c> of the first model, one caller.</summary>
    public async Task<double> MeasureProcessorMicrosAsync(CancellationToken cancellationToken)
    {
        var workload = new InferWorkload(server.Invoker, BenchmarkModel.All[0], plan.Rows);
        var before = server.ProcessorTime;
        var measured = await Measurement.TakeAsync(workload, concurrency: 1, plan.Duration, cancellationToken);
        return (server.ProcessorTime - before).TotalMicroseconds / measured.Requests;
    }

    public void Dispose()
    {
        foreach (var workload in _inProcess)
        {
            workload.Dispose();
        }
    }

    private async Task MeasureAsync(
        string model, IWorkload workload, int concurrency, CancellationToken cancellationToken)
    {
        var key = (model, workload.Name, concurrency);
        if (!_measured.TryGetValue(key, out var sum))
        {
            await Measurement.TakeAsync(workload, concurrency, plan.WarmUp, cancellationToken);
            _measured[key] = sum = new Measurement();
        }

        sum.Merge(await Measurement.TakeAsync(workload, concurrency, plan.Duration, cancellationToken));
    }

    private ReportLine Line((string Model, string Workload, int Concurrency) key, Measurement measured)
    {
        var inProcess = _measured.GetValueOrDefault((key.Model, InProcessWorkload.Label, key.Concurrency));
        var emptyCall = key.Workload == InProcessWorkload.Label
            ? null
            : _measured[("", FloorWorkload.Label, key.Concurrency)];
        return new ReportLine(
            key.Model, key.Workload, key.Concurrency,
            Math.Round(measured.RequestsPerSecond, 1),
            Math.Round(measured.P50Seconds * 1e6, 1),
            Math.Round(measured.P99Seconds * 1e6, 1),
            ShareOf(inProcess),
            ShareOf(emptyCall));

        double? ShareOf(Measurement? other) =>
            other is null ? null : Math.Round(measured.RequestsPerSecond / other.RequestsPerSecond, 4);
    }
}
