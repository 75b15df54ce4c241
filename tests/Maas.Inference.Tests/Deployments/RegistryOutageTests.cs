using Maas.Errors;
using Maas.Inference.Deployments;
using Maas.Testing;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Deployments;

[CancelAfter(60_000)]
internal sealed class RegistryOutageTests
{
    private FakeRegistry _registry = null!;
    private TempFolder _folder = null!;

    [SetUp]
    public void Start()
    {
        _registry = new FakeRegistry();
        _folder = new TempFolder();
        _registry.AddVersion("churn", "1", OnnxModels.Linear([1], 0));
        _registry.AddVersion("churn", "2", OnnxModels.Linear([2], 0));
        _registry.Deploy("live", "churn", new DeploymentRoute("1", 100));
    }

    [TearDown]
    public void Stop()
    {
        _registry.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Outage_WhileServing_ServesOnAndResumesWithoutListingAgain(CancellationToken cancellationToken)
    {
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("live", "1", cancellationToken);

        _registry.GoDown();
        var during = replica.Predict("live");
        _registry.Deploy("live", "churn", new DeploymentRoute("2", 100));
        _registry.ComeBack();
        await replica.UntilServesAsync("live", "2", cancellationToken);

        Assert.That(during, Is.EqualTo(1));
        Assert.That((_registry.Lists, _registry.Watches), Is.EqualTo((1, 2)));
    }

    [Test]
    public async Task Serving_WhileTheDiskTakesNothing_GoesOn(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder.File("inference", "desired-state.new"));

        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("live", "1", cancellationToken);
        _registry.Deploy("live", "churn", new DeploymentRoute("2", 100));

        await replica.UntilServesAsync("live", "2", cancellationToken);
    }

    [Test]
    public async Task Outage_AfterWhichTheRevisionIsUnknown_ListsAgain(CancellationToken cancellationToken)
    {
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("live", "1", cancellationToken);

        _registry.GoDown();
        _registry.Deploy("live", "churn", new DeploymentRoute("2", 100));
        _registry.ComeBack(forgetHistory: true);
        await replica.UntilServesAsync("live", "2", cancellationToken);

        Assert.That(_registry.Lists, Is.EqualTo(2));
    }

    [Test]
    public async Task Restart_WithRegistryDown_ServesWhatItServed(CancellationToken cancellationToken)
    {
        await using (var first = await StartAsync(cancellationToken))
        {
            await first.UntilServesAsync("live", "1", cancellationToken);
        }

        _registry.GoDown();
        await using var second = await StartAsync(cancellationToken);
        await second.UntilServesAsync("live", "1", cancellationToken);

        Assert.That(second.Predict("live"), Is.EqualTo(1));
    }

    [Test]
    public async Task Restart_WhenTheDesiredVersionIsBad_ServesTheLastThatWorked(CancellationToken cancellationToken)
    {
        _registry.AddVersion("churn", "3", "this is not ONNX"u8.ToArray());
        await using (var first = await StartAsync(cancellationToken))
        {
            await first.UntilServesAsync("live", "1", cancellationToken);
            await first.UntilAsync(_ => first.Stored.Adopted.ContainsKey("live"), cancellationToken);
            _registry.Deploy("live", "churn", new DeploymentRoute("3", 100));
            await first.UntilAsync(catalog => catalog.Get("live").Find("3") is not null, cancellationToken);
        }

        _registry.GoDown();
        await using var second = await StartAsync(cancellationToken);
        await second.UntilServesAsync("live", "1", cancellationToken);

        Assert.That(() => second.Catalog.Resolve("live", "3"), Throws.InstanceOf<MaasException>());
    }

    [Test]
    public async Task Restart_WithATornStateFile_WaitsForTheRegistryAndGoesOn(CancellationToken cancellationToken)
    {
        await using (var first = await StartAsync(cancellationToken))
        {
            await first.UntilServesAsync("live", "1", cancellationToken);
        }

        var path = _folder.File("inference", "desired-state");
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path, cancellationToken))[..^20], cancellationToken);
        await using var second = await StartAsync(cancellationToken);
        await second.UntilServesAsync("live", "1", cancellationToken);

        Assert.That(_registry.Lists, Is.EqualTo(2));
    }

    [Test]
    public async Task Load_ThatFailedForWantOfBytes_IsTriedAgain(CancellationToken cancellationToken)
    {
        _registry.Artifacts.IsDown = true;
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilAsync(
            catalog => catalog.Current.Entries.ContainsKey("live") && catalog.Current.IsComplete, cancellationToken);

        _registry.Artifacts.IsDown = false;
        await replica.UntilServesAsync("live", "1", cancellationToken);

        Assert.That(replica.Predict("live"), Is.EqualTo(1));
    }

    private Task<Replica> StartAsync(CancellationToken cancellationToken) =>
        Replica.StartAsync(_folder.Path, _registry, cancellationToken);
}
