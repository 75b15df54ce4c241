using Maas.Errors;
using Maas.Inference.Catalog;
using Maas.Inference.Tests.Deployments;
using Maas.Testing;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Repository;

[CancelAfter(60_000)]
internal sealed class ModelRepositoryTests
{
    private TempFolder _data = null!;
    private TempFolder _models = null!;

    [SetUp]
    public void Start()
    {
        _data = new TempFolder();
        _models = new TempFolder();
        Put("churn", "1", OnnxModels.Linear([1], 0));
    }

    [TearDown]
    public void Stop()
    {
        _data.Dispose();
        _models.Dispose();
    }

    [Test]
    public async Task Start_OverAFolder_ServesItWithoutConfiguration(CancellationToken cancellationToken)
    {
        await using var replica = await StartAsync(cancellationToken);

        await replica.UntilServesAsync("churn", "1", cancellationToken);

        Assert.That(replica.Predict("churn"), Is.EqualTo(1));
    }

    [Test]
    public async Task NewVersion_TakesTheTraffic_AndTheOldOneCanBePinned(CancellationToken cancellationToken)
    {
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("churn", "1", cancellationToken);

        Put("churn", "10", OnnxModels.Linear([10], 0));
        await replica.UntilServesAsync("churn", "10", cancellationToken);
        using var pinned = replica.Catalog.Resolve("churn", "1");

        Assert.That(pinned.Model.Version, Is.EqualTo("1"));
    }

    [Test]
    public async Task NewVersion_ThatIsNotOnnx_LeavesTheOldOneServing(CancellationToken cancellationToken)
    {
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("churn", "1", cancellationToken);

        Put("churn", "2", "this is not ONNX"u8.ToArray());
        await replica.UntilAsync(catalog => catalog.Get("churn").Find("2")?.State == ModelState.Failed, cancellationToken);

        Assert.That(replica.Serves("churn"), Is.EqualTo("1"));
    }

    [Test]
    public async Task ReplacedFile_IsLoadedInItsPlace(CancellationToken cancellationToken)
    {
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("churn", "1", cancellationToken);

        Put("churn", "1", OnnxModels.Linear([7], 0));
        await replica.UntilAsync(_ => replica.Predict("churn") == 7, cancellationToken);

        Assert.That(replica.Catalog.Get("churn").Versions, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task RemovedModel_IsNotFound(CancellationToken cancellationToken)
    {
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("churn", "1", cancellationToken);

        Directory.Delete(_models.File("churn"), recursive: true);
        await replica.UntilAsync(catalog => catalog.Current.Entries.Count == 0, cancellationToken);

        Assert.That(
            () => replica.Serves("churn"),
            Throws.InstanceOf<MaasException>().With.Property("Reason").EqualTo("MODEL_NOT_FOUND"));
    }

    [Test]
    public async Task FoldersThatAreNoVersions_AreIgnored(CancellationToken cancellationToken)
    {
        Put("churn", "latest", OnnxModels.Linear([9], 0));
        Put("churn", "007", OnnxModels.Linear([9], 0));
        Directory.CreateDirectory(_models.File("empty"));
        await using var replica = await StartAsync(cancellationToken);
        await replica.UntilServesAsync("churn", "1", cancellationToken);

        Assert.That(replica.Catalog.Current.Entries.Keys, Is.EqualTo(new[] { "churn" }));
        Assert.That(replica.Catalog.Get("churn").Versions.Select(version => version.Version), Is.EqualTo(new[] { "1" }));
    }

    private Task<Replica> StartAsync(CancellationToken cancellationToken) =>
        Replica.StartAsync(_data.Path, registry: null, cancellationToken, _models.Path);

    /// <summary>As a careful operator copies: aside first, then into place.</summary>
    private void Put(string model, string version, byte[] onnx)
    {
        Directory.CreateDirectory(_models.File(model, version));
        File.WriteAllBytes(_models.File("staged"), onnx);
        File.Move(_models.File("staged"), _models.File(model, version, "model.onnx"), overwrite: true);
    }
}
