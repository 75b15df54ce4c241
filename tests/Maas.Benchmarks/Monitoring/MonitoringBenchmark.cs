using System.Globalization;
using System.Text.Json;
using Maas.Benchmarks.Serving;
using Maas.Benchmarks.Transfers;
using Maas.Contracts.Registry.V1;

namespace Maas.Benchmarks.Monitoring;

/// <summary>Latencies of the server while Monitoring does well and badly, in turn, and what became of the samples.</summary>
internal sealed class MonitoringBenchmark(MonitoringPlan plan) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("maas-benchmark-");

    /// <exception cref="InvalidOperationException">A sample is not accounted for.</exception>
    public async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var model = BenchmarkModel.Feature;
        using var registry = await RegistryProcess.StartAsync(Path.Combine(_folder.FullName, "registry"), cancellationToken);
        await DeployedModel.MakeAsync(registry.Address, model, Deployment.Types.DevicePolicy.Cpu, Describe, cancellationToken);
        var servers = new List<WatchedServer>();
        try
        {
            foreach (var state in Enum.GetValues<MonitoringState>())
            {
                servers.Add(await WatchedServer.StartAsync(state, registry.Address, model, _folder.FullName, cancellationToken));
                await servers[^1].MeasureAsync(plan.Callers, plan.WarmUp, cancellationToken);
            }

            await MeasureAsync(servers, output, cancellationToken);
        }
        finally
        {
            foreach (var server in servers)
            {
                await server.DisposeAsync();
            }
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task MeasureAsync(List<WatchedServer> servers, TextWriter output, CancellationToken cancellationToken)
    {
        var rounds = servers.ConvertAll(_ => new List<Measurement>());
        for (var round = 0; round < plan.Rounds; round++)
        {
            // In each round another goes first: what follows a sleep of the machine is not always the same.
            for (var i = 0; i < servers.Count; i++)
            {
                var at = (i + round) % servers.Count;
                rounds[at].Add(await servers[at].MeasureAsync(plan.Callers, plan.Duration, cancellationToken));
            }
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Environment.ProcessorCount} processors; {plan.Rounds} rounds of {plan.Duration.TotalSeconds} s each, {plan.Callers} callers; all share the machine
            latencies are medians of rounds; shares are medians of the shares of those of the healthy one in the same round

            Monitoring   requests/s    p50 us  of healthy    p99 us  of healthy       sent  delivered    dropped
            """));
        var lines = new List<object>();
        for (var i = 0; i < servers.Count; i++)
        {
            var account = await servers[i].SettleAsync(cancellationToken);
            var (p50, p99) = (Share(rounds[i], rounds[0], each => each.P50Seconds), Share(rounds[i], rounds[0], each => each.P99Seconds));
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{servers[i].State,-12} {Median(rounds[i].Select(each => each.RequestsPerSecond)),10:0} {Median(rounds[i].Select(each => each.P50Seconds)) * 1e6,9:0} {p50,11:0.0 %} "
                + $"{Median(rounds[i].Select(each => each.P99Seconds)) * 1e6,9:0} {p99,11:0.0 %} {account.Sent,10} {account.Delivered,10} {account.Dropped,10}"));
            lines.Add(new { state = servers[i].State.ToString(), p50OfHealthy = p50, p99OfHealthy = p99, account });
        }

        await output.WriteLineAsync(JsonSerializer.Serialize(new { benchmark = MonitoringPlan.Command, plan.Rounds, plan.Callers, results = lines }));
    }

    // A number per row goes in and one comes out: what Monitoring takes samples of.
    private static void Describe(ModelVersion version) => version.Signature = new Signature
    {
        Task = "regression",
        Inputs = { new TensorSpec { Name = "x", Role = TensorSpec.Types.Role.NumericFeature } },
        Outputs = { new TensorSpec { Name = "y", Role = TensorSpec.Types.Role.PredictedValue } },
    };

    private static double Share(List<Measurement> rounds, List<Measurement> healthy, Func<Measurement, double> value) =>
        Math.Round(Median(rounds.Zip(healthy, (one, other) => value(one) / value(other))), 4);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
