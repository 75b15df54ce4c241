using Maas.Errors;
using Maas.Inference.Catalog;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Catalog;

internal sealed class ModelCatalogTests
{
    [Test]
    public void Resolve_OfUnknownName_IsNotFound()
    {
        var error = Assert.Throws<MaasException>(() => new ModelCatalog().Resolve("nobody", "7"));

        Assert.That((error.Reason, error.Code), Is.EqualTo(("MODEL_NOT_FOUND", MaasErrorCode.NotFound)));
        Assert.That(error.Metadata, Is.EqualTo(new Dictionary<string, string> { ["model"] = "nobody", ["version"] = "7" }));
    }

    [Test]
    public void Resolve_OfLoadingVersion_IsNotReady()
    {
        var catalog = Of(Entry(Loading("1")));

        var error = Assert.Throws<MaasException>(() => catalog.Resolve("churn", ""));

        Assert.That((error.Reason, error.Code), Is.EqualTo(("MODEL_NOT_READY", MaasErrorCode.Unavailable)));
        Assert.That(error.Message, Does.Contain("version 1 is being loaded"));
    }

    [Test]
    public void Resolve_OfFailedVersion_SaysWhy()
    {
        var catalog = Of(Entry(new CatalogVersion { Version = "3", State = ModelState.Failed, Reason = "it is not ONNX" }));

        var error = Assert.Throws<MaasException>(() => catalog.Resolve("churn", "3"));

        Assert.That(error.Metadata["problem"], Does.Contain("it is not ONNX"));
    }

    [Test]
    public void Resolve_OfUnknownVersion_IsNotFound() => Assert.That(
        () => Of(Entry(Ready("1"))).Resolve("churn", "2"),
        Throws.InstanceOf<MaasException>().With.Property("Reason").EqualTo("MODEL_NOT_FOUND"));

    [Test]
    public void Resolve_WithShares_GivesEachVersionExactlyItsShare()
    {
        var catalog = Of(Entry(("1", 90), ("2", 10)));

        var served = Enumerable.Range(0, 300).Select(_ => Version(catalog, "")).CountBy(version => version).ToDictionary();

        Assert.That(served, Is.EqualTo(new Dictionary<string, int> { ["1"] = 270, ["2"] = 30 }));
    }

    [Test]
    public void Resolve_OfPinnedVersionWithoutTraffic_GivesIt()
    {
        var catalog = Of(Entry(("1", 100), ("2", 0)));

        Assert.That((Version(catalog, ""), Version(catalog, "2")), Is.EqualTo(("1", "2")));
    }

    [Test]
    public void Resolve_WhenOneShareIsNotReady_GivesItsTrafficToTheOthers()
    {
        var entry = new CatalogEntry(
            "churn", [Ready("1"), Loading("2")], new Dictionary<string, int> { ["1"] = 50, ["2"] = 50 });

        var catalog = Of(entry);

        Assert.That(Enumerable.Range(0, 10).Select(_ => Version(catalog, "")), Is.All.EqualTo("1"));
    }

    [Test]
    public void Resolve_WhenOneShareIsAway_GivesItsTrafficToTheOthers()
    {
        var entry = new CatalogEntry("churn", [Ready("1"), Away("2")], new Dictionary<string, int> { ["1"] = 50, ["2"] = 50 });

        var catalog = Of(entry);

        Assert.That(Enumerable.Range(0, 10).Select(_ => Version(catalog, "")), Is.All.EqualTo("1"));
        Assert.That((entry.IsReady, catalog.IsReady("churn", "2"), Version(catalog, "2")), Is.EqualTo((true, false, "2")));
    }

    [Test]
    public void Resolve_WhenAllAreAway_LetsRequestsTryAndIsNotReady()
    {
        var catalog = Of(Entry(Away("1")));

        Assert.That((Version(catalog, ""), catalog.IsReady("churn", "")), Is.EqualTo(("1", false)));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Resolve_WhileVersionsAreSwapped_NeverFails(CancellationToken cancellationToken)
    {
        var catalog = Of(Entry(Ready("1")));
        var input = new Inference.Models.Tensor("x", Inference.Models.TensorDataType.Fp32, [1, 1], new byte[4]);
        using var done = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
        {
            var runs = 0;
            while (!done.IsCancellationRequested)
            {
                using var lease = catalog.Resolve("churn", "");
                lease.Model.Run([input], [], CancellationToken.None);
                runs++;
            }

            return runs;
        }, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();

        for (var version = 2; version < 60; version++)
        {
            var old = catalog.Get("churn").Versions[0].Model!;
            catalog.Replace(CatalogSnapshot.Of([Entry(Ready($"{version}"))], isComplete: true));
            old.Retire();
        }

        await done.CancelAsync();
        Assert.That((await Task.WhenAll(callers)).Sum(), Is.GreaterThan(0));
    }

    private static ModelCatalog Of(CatalogEntry entry)
    {
        var catalog = new ModelCatalog();
        catalog.Replace(CatalogSnapshot.Of([entry], isComplete: true));
        return catalog;
    }

    private static CatalogEntry Entry(CatalogVersion version) =>
        new("churn", [version], new Dictionary<string, int> { [version.Version] = 100 });

    private static CatalogEntry Entry(params (string Version, int Percent)[] shares) => new(
        "churn", [.. shares.Select(share => Ready(share.Version))],
        shares.ToDictionary(share => share.Version, share => share.Percent));

    private static CatalogVersion Ready(string version) => new()
    {
        Version = version,
        State = ModelState.Ready,
        Model = LoadedModels.Load(OnnxModels.Linear([1], 0), "churn", version),
    };

    private static CatalogVersion Away(string version) => Ready(version) with { State = ModelState.Away, Reason = "the disk is gone." };

    private static CatalogVersion Loading(string version) => new() { Version = version, State = ModelState.Loading };

    private static string Version(ModelCatalog catalog, string version)
    {
        using var lease = catalog.Resolve("churn", version);
        return lease.Model.Version;
    }
}
