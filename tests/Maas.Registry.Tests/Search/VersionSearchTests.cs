using Grpc.Core;
using Maas.Contracts.Registry.V1;
using Maas.Registry.Tests.Databases;

namespace Maas.Registry.Tests.Search;

[CancelAfter(60_000)]
[TestFixture(TestDatabase.Sqlite)]
[TestFixture(TestDatabase.Postgres)]
internal sealed class VersionSearchTests(TestDatabase database)
{
    private RegistryFixture _registry = null!;

    // churn/1 gold .91, churn/2 silver .95, churn/3 (no label) .80, fraud/1 gold .85, fraud/2 gold (no metric)
    [OneTimeSetUp]
    public async Task SetUp()
    {
        _registry = await RegistryFixture.StartAsync(database);
        var content = await _registry.PrepareVersionAsync(RegistryFixture.Graph(), CancellationToken.None);
        (string Model, string? Tier, double? Auc)[] versions =
        [
            ("churn", "gold", 0.91), ("churn", "silver", 0.95), ("churn", null, 0.80), ("fraud", "gold", 0.85), ("fraud", "gold", null),
        ];
        foreach (var model in versions.Select(version => version.Model).Distinct())
        {
            await _registry.CreateModelAsync(model, CancellationToken.None);
        }

        foreach (var (model, tier, auc) in versions)
        {
            var version = content.Clone();
            version.Lineage = new Lineage { DatasetVersion = $"datasets/{model}/versions/1", CodeRevision = "a*b" };
            if (tier is not null)
            {
                version.Labels["tier"] = tier;
            }

            if (auc is { } value)
            {
                version.Metrics["test.auc"] = value;
            }

            await _registry.CreateVersionAsync(model, version, CancellationToken.None);
        }

        await _registry.Client.DeprecateModelVersionAsync(new() { Name = "models/churn/versions/3", Reason = "old" });
    }

    [OneTimeTearDown]
    public async Task TearDown() => await RegistryFixture.EndAsync(_registry);

    [TestCase("-", "", "fraud/2 fraud/1 churn/3 churn/2 churn/1")]
    [TestCase("churn", "", "churn/3 churn/2 churn/1")]
    [TestCase("-", "labels.tier = gold", "fraud/2 fraud/1 churn/1")]
    [TestCase("-", "labels.tier = gold AND metrics.test.auc > 0.9", "churn/1")]
    [TestCase("-", "labels.tier = \"g*\" metrics.test.auc > 0.5", "fraud/1 churn/1")]
    [TestCase("-", "labels.tier = gold OR metrics.test.auc >= 0.95", "fraud/2 fraud/1 churn/2 churn/1")]
    [TestCase("-", "NOT labels.tier = gold", "churn/3 churn/2")]
    [TestCase("-", "labels.tier != gold", "churn/3 churn/2")]
    [TestCase("-", "-labels:tier", "churn/3")]
    [TestCase("-", "metrics.test.auc:*", "fraud/1 churn/3 churn/2 churn/1")]
    [TestCase("-", "state = DEPRECATED", "churn/3")]
    [TestCase("-", "state = READY AND model = churn", "churn/2 churn/1")]
    [TestCase("-", "version >= 2 AND version < 3", "fraud/2 churn/2")]
    [TestCase("-", "lineage.dataset_version = datasets/fraud*", "fraud/2 fraud/1")]
    [TestCase("-", "create_time > 2020-01-01 AND create_time < \"2120-01-01T00:00:00Z\" AND model = fraud", "fraud/2 fraud/1")]
    [TestCase("-", "create_time < 2020-01-01", "")]
    [TestCase("-", "model = churn AND NOT (labels.tier = gold OR labels.tier = silver)", "churn/3")]
    public async Task List_WithAFilter_GivesWhatMatchesNewestFirst(string model, string filter, string expected)
    {
        var listed = await _registry.Client.ListModelVersionsAsync(new() { Parent = $"models/{model}", Filter = filter });

        Assert.That(Names(listed.ModelVersions), Is.EqualTo(expected));
    }

    [TestCase("metrics.test.auc desc", "churn/2 churn/1 fraud/1 churn/3 fraud/2", Description = "without the metric: last")]
    [TestCase("metrics.test.auc", "churn/3 fraud/1 churn/1 churn/2 fraud/2")]
    [TestCase("create_time", "churn/1 churn/2 churn/3 fraud/1 fraud/2")]
    [TestCase("version desc", "churn/3 fraud/2 churn/2 fraud/1 churn/1")]
    [TestCase("labels.tier desc", "churn/2 fraud/2 fraud/1 churn/1 churn/3")]
    public async Task List_InAnOrder_GivesTheSameInPagesOfOneAndInOne(string orderBy, string expected)
    {
        var request = new ListModelVersionsRequest { Parent = "models/-", OrderBy = orderBy };
        var whole = await _registry.Client.ListModelVersionsAsync(request);
        var pages = new List<ModelVersion>();
        request.PageSize = 1;
        do
        {
            var page = await _registry.Client.ListModelVersionsAsync(request);
            pages.AddRange(page.ModelVersions);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.That((Names(whole.ModelVersions), Names(pages)), Is.EqualTo((expected, expected)));
    }

    [TestCase("tier = gold", "At character 1: expected one of model, version, state")]
    [TestCase("metrics.test.auc > high", "'metrics.test.auc' is compared with a number, got 'high'")]
    [TestCase("version = 1.5", "'version' is compared with a whole number")]
    [TestCase("create_time > yesterday", "is compared with a time such as 2026-01-31")]
    [TestCase("model = *urn", "'*' at the end of the value only")]
    [TestCase("model = churn AND", "At character 18: expected a field, got the end.")]
    [TestCase("model = \"x'; DROP TABLE models; --\" OR", "expected a field")]
    public async Task List_WithAFilterThatDoesNotFit_SaysWhere(string filter, string expected)
    {
        var failure = await RegistryFailure.OfAsync(
            async () => await _registry.Client.ListModelVersionsAsync(new() { Parent = "models/-", Filter = filter }));

        Assert.That((failure.Code, failure.Reason), Is.EqualTo((StatusCode.InvalidArgument, "INVALID_FIELD")));
        Assert.That(failure.Message, Does.Contain(expected));
    }

    [TestCase("labels.tier = \"'; DROP TABLE models; --\"")]
    [TestCase("labels.\"' OR 1=1 --\" = x")]
    [TestCase("metrics.\"x') OR (1=1\" > 0")]
    public async Task List_WithSqlInAFilter_FindsNothingAndHurtsNothing(string filter)
    {
        var listed = await _registry.Client.ListModelVersionsAsync(new() { Parent = "models/-", Filter = filter });

        Assert.That(listed.ModelVersions, Is.Empty);
        Assert.That((await _registry.Client.ListModelsAsync(new())).Models, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task List_WithATokenOfAnotherFilter_IsRefused()
    {
        var first = await _registry.Client.ListModelVersionsAsync(new() { Parent = "models/-", PageSize = 1 });

        var failure = await RegistryFailure.OfAsync(async () => await _registry.Client.ListModelVersionsAsync(
            new() { Parent = "models/-", PageSize = 1, PageToken = first.NextPageToken, Filter = "version = 1" }));

        Assert.That(failure.Reason, Is.EqualTo("PAGE_TOKEN_INVALID"));
    }

    [TestCase("metrics")]
    [TestCase("model, version")]
    [TestCase("model down")]
    public async Task List_WithAnUnknownOrder_IsRefused(string orderBy)
    {
        var failure = await RegistryFailure.OfAsync(
            async () => await _registry.Client.ListModelVersionsAsync(new() { Parent = "models/-", OrderBy = orderBy }));

        Assert.That((failure.Reason, failure.Message.Contains("order_by", StringComparison.Ordinal)), Is.EqualTo(("INVALID_FIELD", true)));
    }

    private static string Names(IEnumerable<ModelVersion> versions) => string.Join(
        ' ', versions.Select(version => version.Name.Replace("models/", "", StringComparison.Ordinal).Replace("versions/", "", StringComparison.Ordinal)));
}
