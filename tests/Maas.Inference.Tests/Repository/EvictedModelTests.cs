using Grpc.Health.V1;
using Maas.Contracts.Oip;
using Maas.Testing;
using Maas.Testing.Onnx;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Maas.Inference.Tests.Repository;

/// <summary>Versions that left memory and whose files are not as they were.</summary>
[CancelAfter(60_000)]
internal sealed class EvictedModelTests
{
    private ControlledHost _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = new ControlledHost();
        _server.Put("churn", OnnxModels.Linear([1], 0));
        await _server.StartAsync();
        await _server.LoadAsync("churn");
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public void Request_ToAModelWhoseFileWasReplaced_FailsAndTheModelIsNotReadySinceThen()
    {
        _server.Evict("churn");
        _server.Put("churn", OnnxModels.Linear([2], 0));

        var error = ServingHost.Fails(() => _server.Predict("churn"));

        const string reason = "it could not be brought back into memory: 'model.onnx' was replaced in its folder. Load it again.";
        Assert.That((error.Reason, error.Metadata["problem"]), Is.EqualTo(("MODEL_NOT_READY", reason)));
        Assert.That(IsReady, Is.False.After(10_000, 10));
        Assert.That(_server.Index(), Is.EqualTo(new[] { ("churn", "1", "UNAVAILABLE", reason) }));
        Assert.That(_server.Index(onlyReady: true), Is.Empty);
        Assert.That(Health, Is.EqualTo(ServingStatus.NotServing).After(10_000, 10));
    }

    [Test]
    public void Model_WhoseFileWasReplaced_IsNotReadyAlsoWhenNobodyAsks()
    {
        _server.Evict("churn");
        _server.Put("churn", OnnxModels.Linear([2], 0));

        Assert.That(IsReady, Is.False.After(10_000, 10));
        Assert.That(_server.Index().Single().Reason, Does.Contain("'model.onnx' was replaced"));
    }

    [Test]
    public void Model_WhoseFilesAreAsTheyWere_StaysReadyOutOfMemory()
    {
        _server.Evict("churn");

        Assert.That(IsReady, Is.True.After(500));
        Assert.That(_server.Gate.ArrivedCount, Is.EqualTo(1), "It was not loaded again.");
    }

    [Test]
    public async Task Load_OfAModelWhoseFileWasReplaced_BringsItBackAsItIsNow()
    {
        _server.Evict("churn");
        _server.Put("churn", OnnxModels.Linear([2], 0));
        ServingHost.Fails(() => _server.Predict("churn"));

        await _server.LoadAsync("churn");

        Assert.That((_server.Predict("churn"), IsReady()), Is.EqualTo((2, true)));
    }

    [Test]
    public async Task Load_OfAModelThatIsAway_TriesTheSameFilesAgain()
    {
        _server.Evict("churn");
        var file = Path.Combine(_server.PathOf("churn"), "model.onnx");
        File.Move(file, file + ".aside");
        ServingHost.Fails(() => _server.Predict("churn"));
        Assert.That(IsReady, Is.False.After(10_000, 10));
        File.Move(file + ".aside", file);

        await _server.LoadAsync("churn");

        Assert.That((_server.Predict("churn"), IsReady()), Is.EqualTo((1, true)));
    }

    [Test]
    public void Model_ThatIsAway_ComesBackWithoutARequestWhenItCan()
    {
        _server.Evict("churn");
        var file = Path.Combine(_server.PathOf("churn"), "model.onnx");
        File.Move(file, file + ".aside");
        ServingHost.Fails(() => _server.Predict("churn"));
        Assert.That(IsReady, Is.False.After(10_000, 10));

        File.Move(file + ".aside", file);

        Assert.That(IsReady, Is.True.After(20_000, 50));
    }

    [Test]
    public async Task Request_ToAModelWhoseWeightsBesideItAreOthers_FailsAlsoWhenSizeAndTimeAreTheSame()
    {
        _server.Put("risk", OnnxModels.LinearWithWeightsIn("w.bin"));
        var weights = Path.Combine(_server.PathOf("risk"), "w.bin");
        await File.WriteAllBytesAsync(weights, BitConverter.GetBytes(4f));
        await _server.LoadAsync("risk");
        _server.Evict("risk");
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder.File("w.bin"), BitConverter.GetBytes(5f));
        File.SetLastWriteTimeUtc(folder.File("w.bin"), File.GetLastWriteTimeUtc(weights));
        File.Move(folder.File("w.bin"), weights, overwrite: true);

        var error = ServingHost.Fails(() => _server.Predict("risk"));

        Assert.That(error.Metadata["problem"], Does.Contain("'w.bin' has other bytes than when it was admitted").And.Contain("Load it again"));
        Assert.That(() => _server.Index().Single(line => line.Name == "risk").State, Is.EqualTo("UNAVAILABLE").After(10_000, 10));
        await _server.LoadAsync("risk");
        Assert.That(_server.Predict("risk"), Is.EqualTo(5));
    }

    private bool IsReady() => _server.Client.ModelReady(new ModelReadyRequest { Name = "churn" }).Ready;

    private ServingStatus Health() =>
        new Grpc.Health.V1.Health.HealthClient(_server.Host.Channel).Check(new HealthCheckRequest { Service = "models/churn" }).Status;
}
