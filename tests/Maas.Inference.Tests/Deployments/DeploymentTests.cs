using System.Runtime.InteropServices;
using Maas.Digests;
using Maas.Errors;
using Maas.Inference.Catalog;
using Maas.Inference.Deployments;
using Maas.Inference.Loading;
using Maas.Inference.Models;
using Maas.Testing;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Deployments;

[CancelAfter(60_000)]
internal sealed class DeploymentTests
{
    private FakeRegistry _registry = null!;
    private TempFolder _folder = null!;

    [SetUp]
    public void Start()
    {
        _registry = new FakeRegistry();
        _folder = new TempFolder();
        for (var version = 1; version <= 3; version++)
        {
            _registry.AddVersion("churn", $"{version}", OnnxModels.Linear([version], 0));
        }

        _registry.AddVersion("churn", "4", "this is not ONNX"u8.ToArray());
    }

    [TearDown]
    public void Stop()
    {
        _registry.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Deploy_WhileWatching_ServesIt(CancellationToken cancellationToken)
    {
        await using var replica = await StartAsync(cancellationToken);

        _registry.Deploy("live", "churn", new DeploymentRoute("2", 100));
        await replica.UntilServesAsync("live", "2", cancellationToken);

        Assert.That(replica.Predict("live"), Is.EqualTo(2));
    }

    [Test]
    public async Task Deploy_OfOneDeployment_ServesTheModelsNameToo(CancellationToken cancellationToken)
    {
        _registry.Deploy("live", "churn", new DeploymentRoute("2", 100));
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("live", "2", cancellationToken);

        using var lease = replica.Catalog.Resolve("churn", "");

        Assert.That((lease.Model.Version, lease.Deployment), Is.EqualTo(("2", "live")));
    }

    [Test]
    public async Task Undeploy_TakesTheNameAway(CancellationToken cancellationToken)
    {
        _registry.Deploy("live", "churn", new DeploymentRoute("2", 100));
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("live", "2", cancellationToken);

        _registry.Undeploy("live");
        await replica.UntilAsync(catalog => catalog.Current.Entries.Count == 0, cancellationToken);

        Assert.That(() => replica.Serves("live"), Throws.InstanceOf<MaasException>());
    }

    [Test]
    public async Task Update_ToAnotherVersion_NeverLeavesTheNameWithoutAnAnswer(CancellationToken cancellationToken)
    {
        _registry.Deploy("live", "churn", new DeploymentRoute("1", 100));
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("live", "1", cancellationToken);

        _registry.Deploy("live", "churn", new DeploymentRoute("3", 100));
        var answers = new HashSet<float>();
        while (answers.Add(replica.Predict("live")) || !answers.Contains(3))
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
        }

        Assert.That(answers, Is.SubsetOf(new[] { 1f, 3f }));
    }

    [Test]
    public async Task Update_ToABadVersion_KeepsTheOldOneAndReportsWhy(CancellationToken cancellationToken)
    {
        _registry.Deploy("live", "churn", new DeploymentRoute("1", 100));
        _registry.Deploy("other", "churn", new DeploymentRoute("2", 100));
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("live", "1", cancellationToken);

        _registry.Deploy("live", "churn", new DeploymentRoute("4", 100));
        await replica.UntilAsync(catalog => catalog.Get("live").Find("4")?.State == ModelState.Failed, cancellationToken);
        await ReportedAsync("live", status => status.State == ModelState.Failed, cancellationToken);

        Assert.That((replica.Serves("live"), replica.Serves("other")), Is.EqualTo(("1", "2")));
        Assert.That(_registry.Reports["live"].Single().Reason, Does.Contain("not a graph"));
        Assert.That(
            () => replica.Catalog.Resolve("live", "4"),
            Throws.InstanceOf<MaasException>().With.Property("Reason").EqualTo("MODEL_NOT_READY"));
    }

    [Test]
    public async Task Update_ToAGoldenMismatch_KeepsTheOldOne(CancellationToken cancellationToken)
    {
        var golden = new GoldenExample([One("x", 1)], [One("y", 6)]);
        _registry.AddVersion("churn", "5", OnnxModels.Linear([5], 0), golden: [golden]);
        _registry.Deploy("live", "churn", new DeploymentRoute("1", 100));
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("live", "1", cancellationToken);

        _registry.Deploy("live", "churn", new DeploymentRoute("5", 100));
        await replica.UntilAsync(catalog => catalog.Get("live").Find("5")?.State == ModelState.Failed, cancellationToken);

        Assert.That(replica.Serves("live"), Is.EqualTo("1"));
        Assert.That(replica.Catalog.Get("live").Find("5")!.Reason, Does.Contain("expected 6").And.Contain("got 5"));
    }

    [Test]
    public async Task Update_ToNoVersionAtAll_KeepsTheOldOne(CancellationToken cancellationToken)
    {
        _registry.Deploy("live", "churn", new DeploymentRoute("1", 100));
        _registry.Deploy("other", "churn", new DeploymentRoute("2", 100));
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("live", "1", cancellationToken);

        _registry.Deploy("live", "churn");
        _registry.Undeploy("other");
        await replica.UntilAsync(catalog => !catalog.Current.Entries.ContainsKey("other"), cancellationToken);

        Assert.That(replica.Serves("live"), Is.EqualTo("1"));
    }

    [Test]
    public async Task Deploy_WithShares_SplitsTheTraffic(CancellationToken cancellationToken)
    {
        _registry.Deploy("live", "churn", new DeploymentRoute("1", 75), new DeploymentRoute("2", 25));
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilAsync(
            catalog => catalog.IsReady("live", "1") && catalog.IsReady("live", "2"), cancellationToken);

        var served = Enumerable.Range(0, 100).CountBy(_ => replica.Serves("live")).ToDictionary();

        Assert.That(served, Is.EqualTo(new Dictionary<string, int> { ["1"] = 75, ["2"] = 25 }));
    }

    [Test]
    public async Task Report_WhenReady_NamesDeviceAndDigest(CancellationToken cancellationToken)
    {
        _registry.Deploy("live", "churn", new DeploymentRoute("1", 100));
        await using var replica = await StartAsync(cancellationToken);

        var status = await ReportedAsync("live", status => status.State == ModelState.Ready, cancellationToken);

        Assert.That((status.Device, status.ManifestDigest), Is.EqualTo(("cpu", Sha256Digest.Of(OnnxModels.Linear([1], 0)).Hex)));
    }

    [Test]
    public async Task Report_WhenTheGpuIsGoneOnReturnToMemory_NamesTheCpuAndSaysWhy(CancellationToken cancellationToken)
    {
        _registry.Deploy(new Deployment { Id = "live", Model = "churn", Routes = [new("1", 100)], Device = DevicePolicy.GpuPreferred });
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("live", "1", cancellationToken);
        var model = replica.Catalog.Get("live").Versions[0].Model!;
        (model.Device, model.DeviceNote) = ("cuda:0", "");
        model.Changed!();
        await ReportedAsync("live", status => status is { Device: "cuda:0", Reason: "" }, cancellationToken);

        using var left = model.TryLeaveMemory();
        await model.ReturnToMemoryAsync(cancellationToken);
        var status = await ReportedAsync("live", status => status.Device == "cpu" && status.Reason.Length > 0, cancellationToken);

        Assert.That(left, Is.Not.Null);
        Assert.That(status.Reason, Does.StartWith("GPU preferred, but "));
        Assert.That(replica.Catalog.Get("live").Versions[0].Reason, Is.EqualTo(status.Reason));
        Assert.That(replica.Predict("live"), Is.EqualTo(1));
    }

    private Task<Replica> StartAsync(CancellationToken cancellationToken) =>
        Replica.StartAsync(_folder.Path, _registry, cancellationToken);

    private async Task<Inference.Serving.VersionStatus> ReportedAsync(
        string deployment, Func<Inference.Serving.VersionStatus, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_registry.Reports.TryGetValue(deployment, out var statuses) && statuses.FirstOrDefault(condition) is { } found)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }
    }

    private static Tensor One(string name, float value) =>
        new(name, TensorDataType.Fp32, [1, 1], MemoryMarshal.AsBytes<float>(new[] { value }).ToArray());
}
