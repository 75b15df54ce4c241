using System.Text.Json;

namespace Maas.Architecture.Tests.Operations;

/// <summary>The dashboard for Grafana: what it shows is there, and each panel says what it is.</summary>
public sealed class DashboardTests
{
    private static readonly JsonElement Dashboard = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(Repository.Root, "deploy", "grafana", "maas.json"))).RootElement;

    private static IEnumerable<JsonElement> Panels =>
        Dashboard.GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() != "row");

    private static IEnumerable<(string Panel, string Expression)> Queries =>
        from panel in Panels
        from target in panel.GetProperty("targets").EnumerateArray()
        select (TextOf(panel, "title"), TextOf(target, "expr"));

    [Test]
    public void Panels_EachHaveATitleADescriptionAndAUnit()
    {
        var lacking =
            from panel in Panels
            let unit = TextOf(panel.GetProperty("fieldConfig").GetProperty("defaults"), "unit")
            where TextOf(panel, "title").Length == 0 || TextOf(panel, "description").Length == 0 || unit.Length == 0
            select panel.GetProperty("id").GetInt32();

        Assert.That(lacking, Is.Empty);
    }

    [Test]
    public void Panels_HaveIdsOfTheirOwnAndDoNotCoverEachOther()
    {
        var all = Dashboard.GetProperty("panels").EnumerateArray().ToList();
        var places = all.SelectMany(Squares).ToList();

        Assert.That(all.Select(panel => panel.GetProperty("id").GetInt32()), Is.Unique);
        Assert.That(places, Is.Unique);
        Assert.That(places.Select(place => place.X), Is.All.LessThan(24));
    }

    [Test]
    public void Panels_NameOnlyMetricsAndLabelsThatThereAre()
    {
        var known = Instruments.Series.Concat(AlertFile.Rules.Where(rule => !rule.IsAlert).Select(rule => rule.Name)).ToHashSet();

        var unknown =
            from query in Queries
            let names = new PromQuery(query.Expression)
            from name in names.Series.Except(known).Concat(names.Labels.Except(Instruments.Labels))
            select $"{query.Panel}: {name}";

        Assert.That(unknown, Is.Empty);
    }

    // "one panel per …" of issue 6.
    [TestCase("maas_inference_request_duration_seconds_count")]
    [TestCase("maas_inference_request_duration_seconds_bucket")]
    [TestCase("maas_inference_queue_duration_seconds_bucket")]
    [TestCase("maas_inference_batch_rows_bucket")]
    [TestCase("dotnet_process_memory_working_set_bytes")]
    [TestCase("maas_inference_model_load_duration_seconds_count")]
    [TestCase("maas_storage_cache_reads_total")]
    [TestCase("maas_hosting_calls_failed_total")]
    [TestCase("maas_training_finished_jobs_total")]
    [TestCase("maas_inference_samples_dropped_total")]
    [TestCase("maas_inference_samples_waiting")]
    public void Panels_ShowWhatAnOperatorLooksFor(string series) =>
        Assert.That(Queries.Where(query => new PromQuery(query.Expression).Series.Contains(series)), Is.Not.Empty);

    [Test]
    public async Task Queries_AreSound()
    {
        var path = Path.Combine(Path.GetTempPath(), $"maas-dashboard-{Guid.NewGuid():N}.yml");
        var rules = Queries.Select((query, i) =>
            $"      - record: panel_{i}\n        expr: {JsonSerializer.Serialize(WithoutVariables(query.Expression))}\n");
        await File.WriteAllTextAsync(path, $"groups:\n  - name: dashboard\n    rules:\n{string.Concat(rules)}");
        try
        {
            await Promtool.RequireAsync("check", "rules", path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // What Grafana puts in before it asks.
    private static string WithoutVariables(string expression) => expression
        .Replace("$__rate_interval", "5m", StringComparison.Ordinal).Replace("$model", ".*", StringComparison.Ordinal);

    private static IEnumerable<(int X, int Y)> Squares(JsonElement panel)
    {
        var place = panel.GetProperty("gridPos");
        int Get(string name) => place.GetProperty(name).GetInt32();
        return
            from x in Enumerable.Range(Get("x"), Get("w"))
            from y in Enumerable.Range(Get("y"), Get("h"))
            select (x, y);
    }

    private static string TextOf(JsonElement element, string property) =>
        element.TryGetProperty(property, out var text) ? text.GetString() ?? "" : "";
}
