using System.Globalization;
using System.Text.Json;
using Maas.Benchmarks.Serving;
using Maas.Benchmarks.Workloads;

namespace Maas.Benchmarks.Load;

/// <summary>
/// Compares what the server allocates for one <c>ModelInfer</c>, the framework's own included, with what <c>budgets.json</c> allows. Of a
/// large tensor nothing may lie on that heap, and its budget is a tenth of it: the server's pipes allocate a small object for every 4 KiB.
/// </summary>
internal static class AllocationBudgets
{
    private static readonly (string Name, BenchmarkModel Model, int WarmUp, int Count)[] Measured =
    [
        ("modelInferTiny", BenchmarkModel.All[0], 2000, 5000),
        ("modelInfer16MiB", BenchmarkModel.Large, 5, 20),
    ];

    /// <exception cref="InvalidOperationException">More than a budget allows.</exception>
    public static async Task CheckAsync(ServerProcess server, TextWriter output, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "budgets.json"));
        var budgets = await JsonSerializer.DeserializeAsync<Dictionary<string, long>>(file, cancellationToken: cancellationToken);
        foreach (var (name, model, warmUp, count) in Measured)
        {
            var bytes = await MeasureAsync(server, model, warmUp, count, cancellationToken);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{name}: {bytes} bytes allocated per request, budget {budgets![name]}"));
            if (bytes > budgets[name])
            {
                throw new InvalidOperationException($"{name} allocates {bytes} bytes per request, more than its budget of {budgets[name]}.");
            }
        }
    }

    private static async Task<long> MeasureAsync(
        ServerProcess server, BenchmarkModel model, int warmUp, int count, CancellationToken cancellationToken)
    {
        using var caller = new InferWorkload(server.Invoker, model, rows: 1).CreateCaller();
        await CallAsync(caller, warmUp, cancellationToken);

        // Reading the metrics allocates too: what a second reading finds is the price of the first.
        var first = await server.ReadAllocatedBytesAsync(cancellationToken);
        var before = await server.ReadAllocatedBytesAsync(cancellationToken);
        await CallAsync(caller, count, cancellationToken);
        var after = await server.ReadAllocatedBytesAsync(cancellationToken);
        return (after - before - (before - first)) / count;
    }

    private static async Task CallAsync(ICaller caller, int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            await caller.CallAsync(cancellationToken);
        }
    }
}
