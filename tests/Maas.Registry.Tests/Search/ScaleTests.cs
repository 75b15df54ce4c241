using System.Diagnostics;
using System.Globalization;
using Maas.Registry.Tests.Databases;
using Maas.Registry.Versions;
using Maas.Storage.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Registry.Tests.Search;

/// <summary>
/// Finds and reads among many versions, over the wire. <c>MAAS_VERSIONS</c> sets how many (default 10,000; the figures of the
/// documents are for 100,000), a hundred to a model.
/// </summary>
[CancelAfter(900_000)]
[NonParallelizable]
internal sealed class ScaleTests
{
    private const int VersionsPerModel = 100;
    private const int Calls = 101;

    private static readonly int Count = int.TryParse(
        Environment.GetEnvironmentVariable("MAAS_VERSIONS"), CultureInfo.InvariantCulture, out var count) ? count : 10_000;

    [TestCase(TestDatabase.Sqlite)]
    [TestCase(TestDatabase.Postgres)]
    public async Task PagesAndGets_AmongManyVersions_AreFast(TestDatabase kind, CancellationToken cancellationToken)
    {
        await using var registry = await RegistryFixture.StartAsync(kind);
        await FillAsync(registry, cancellationToken);
        var random = new Random(5);
        (string What, double Limit, Func<Task<int>> Call)[] queries =
        [
            ("a label and a metric, many match", 50, () => ListAsync(registry, "labels.stage = gold AND metrics.test.auc > 0.9")),
            ("a label and a metric, few match", 50, () => ListAsync(registry, "labels.owner = user77 AND metrics.test.auc > 0.9")),
            ("a label and a metric, of one model", 50, () => ListAsync(registry, "labels.stage = gold AND metrics.test.auc > 0.5", $"models/m{random.Next(Count / VersionsPerModel)}")),
            ("a label, by a metric", 50, () => ListAsync(registry, "labels.owner = user77", orderBy: "metrics.test.auc desc")),
            ("get", 5, async () => (int)(await registry.Client.GetModelVersionAsync(new()
            {
                Name = $"models/m{random.Next(Count / VersionsPerModel)}/versions/{random.Next(1, VersionsPerModel + 1)}",
            })).Files[0].SizeBytes),
        ];

        foreach (var (what, limit, call) in queries)
        {
            var (median, p99, found) = await MeasureAsync(call);
            await TestContext.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{kind}, {Count} versions: {what}: median {median:0.00} ms, p99 {p99:0.00} ms ({found} found)"));
            Assert.That(median, Is.LessThan(limit), what);
        }
    }

    private static async Task<(double Median, double P99, int Found)> MeasureAsync(Func<Task<int>> call)
    {
        var found = await call();
        var times = new List<double>();
        for (var i = 0; i < Calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            found = await call();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return (times[Calls / 2], times[Calls * 99 / 100], found);
    }

    private static async Task<int> ListAsync(RegistryFixture registry, string filter, string parent = "models/-", string orderBy = "")
    {
        var page = await registry.Client.ListModelVersionsAsync(new() { Parent = parent, Filter = filter, OrderBy = orderBy });
        return page.ModelVersions.Count;
    }

    // A tenth is gold, a thousandth belongs to each user, metrics are uniform in [0, 1).
    private static async Task FillAsync(RegistryFixture registry, CancellationToken cancellationToken)
    {
        var template = await PrepareAsync(registry, cancellationToken);
        var database = registry.Host.Services.GetRequiredService<RelationalDatabase>();
        var random = new Random(1);
        for (var from = 0; from < Count; from += 1000)
        {
            var first = from;
            await database.WriteAsync(
                async session =>
                {
                    for (var i = first; i < Math.Min(Count, first + 1000); i++)
                    {
                        await session.InsertVersionAsync(template with
                        {
                            Model = $"m{i / VersionsPerModel}",
                            Number = (i % VersionsPerModel) + 1,
                            CreateRevision = 1_000_000 + i,
                            Labels = new Dictionary<string, string>
                            {
                                ["stage"] = random.Next(10) == 0 ? "gold" : "draft",
                                ["owner"] = $"user{random.Next(1000)}",
                            },
                            Metrics = new Dictionary<string, double>
                            {
                                ["test.auc"] = random.NextDouble(), ["test.accuracy"] = random.NextDouble(),
                            },
                        });
                    }
                },
                cancellationToken);
        }
    }

    private static async Task<Registry.Versions.ModelVersion> PrepareAsync(RegistryFixture registry, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Count / VersionsPerModel; i++)
        {
            await registry.CreateModelAsync($"m{i}", cancellationToken);
        }

        await registry.CreateModelAsync("template", cancellationToken);
        await registry.CreateVersionAsync(
            "template", await registry.PrepareVersionAsync(RegistryFixture.Graph(), cancellationToken), cancellationToken);
        var database = registry.Host.Services.GetRequiredService<RelationalDatabase>();
        return await database.ReadAsync(session => session.GetVersionAsync("template", 1), cancellationToken);
    }
}
