using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Inference.Batching;
using Maas.Inference.Catalog;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Repository;

[CancelAfter(60_000)]
internal sealed class ModelControlTests
{
    private ControlledHost _server = null!;

    [SetUp]
    public void Put()
    {
        _server = new ControlledHost();
        _server.Put("churn", OnnxModels.Linear([1], 0));
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Start_ServesNothing_AndTheIndexTellsWhatCouldBe()
    {
        _server.Put("churn", OnnxModels.Linear([1], 0), version: "10");
        await _server.StartAsync();

        Assert.That(() => _server.Client.ServerReady(new ServerReadyRequest()).Ready, Is.True.After(20_000, 10));
        Assert.That(ServingHost.Fails(() => _server.Predict("churn")).Reason, Is.EqualTo("MODEL_NOT_FOUND"));
        Assert.That(_server.Index(), Is.EqualTo(new[]
        {
            ("churn", "10", "UNAVAILABLE", "not loaded"), ("churn", "1", "UNAVAILABLE", "not loaded"),
        }));
        Assert.That(_server.Index(onlyReady: true), Is.Empty);
    }

    [TestCase("*", "churn", "risk")]
    [TestCase("risk", "risk")]
    public async Task Start_WithModels_LoadsThem(string asked, params string[] served)
    {
        _server.Put("risk", OnnxModels.Linear([2], 0));

        await _server.StartAsync(("Maas:Inference:StartModels:0", asked));

        Assert.That(() => _server.Index(onlyReady: true).Select(model => model.Name), Is.EqualTo(served).After(20_000, 10));
    }

    [Test]
    public async Task Load_OfModel_AnswersWhenItIsReady()
    {
        await _server.StartAsync();

        await _server.LoadAsync("churn");

        Assert.That(_server.Predict("churn"), Is.EqualTo(1));
        Assert.That(_server.Index().Single().State, Is.EqualTo("READY"));
        Assert.That(_server.Client.ServerMetadata(new ServerMetadataRequest()).Extensions, Does.Contain("model_repository"));
    }

    [Test]
    public async Task Load_OfNewContent_TakesItsPlaceBeforeTheAnswer()
    {
        await _server.StartAsync();
        await _server.LoadAsync("churn");

        for (var weight = 2; weight < 8; weight++)
        {
            _server.Put("churn", OnnxModels.Linear([weight], 0));
            await _server.LoadAsync("churn");
            Assert.That(_server.Predict("churn"), Is.EqualTo(weight));
        }
    }

    [Test]
    public async Task Load_OfTheSameContent_LoadsItOnce()
    {
        await _server.StartAsync();
        await _server.LoadAsync("churn");

        await _server.LoadAsync("churn");

        Assert.That(_server.Gate.ArrivedCount, Is.EqualTo(1));
    }

    [TestCase("nobody", "nobody/1/model.onnx")]
    [TestCase("../churn", "../churn")]
    [TestCase("", "''")]
    [TestCase("empty", "holds no version")]
    public async Task Load_OfWhatIsNotInTheFolder_SaysSo(string model, string part)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_server.PathOf("empty"))!);
        await _server.StartAsync();

        var error = await ControlledHost.FailsAsync(_server.LoadAsync(model));

        Assert.That((error.Code, error.Reason), Is.EqualTo((MaasErrorCode.NotFound, "MODEL_NOT_FOUND")));
        Assert.That(error.Message, Does.Contain(part));
    }

    [Test]
    public async Task Load_OfBadContent_FailsWithTheReasonAndTheOldOneStays()
    {
        await _server.StartAsync();
        _server.Host.Logs.Expect("cannot be served");
        await _server.LoadAsync("churn");
        _server.Put("churn", "this is not ONNX"u8.ToArray());

        var first = await ControlledHost.FailsAsync(_server.LoadAsync("churn"));
        var second = await ControlledHost.FailsAsync(_server.LoadAsync("churn"));

        Assert.That((first.Code, first.Reason), Is.EqualTo((MaasErrorCode.FailedPrecondition, "MODEL_LOAD_FAILED")));
        Assert.That((first.Metadata["version"], second.Message), Is.EqualTo(("1", first.Message)));
        Assert.That(_server.Predict("churn"), Is.EqualTo(1));
        Assert.That(_server.Gate.ArrivedCount, Is.EqualTo(3), "Each call tries anew.");
    }

    [Test]
    public async Task Load_AfterBadContentWasCorrected_Succeeds()
    {
        await _server.StartAsync();
        _server.Host.Logs.Expect("cannot be served");
        _server.Put("churn", "this is not ONNX"u8.ToArray());
        await ControlledHost.FailsAsync(_server.LoadAsync("churn"));

        _server.Put("churn", OnnxModels.Linear([5], 0));
        await _server.LoadAsync("churn");

        Assert.That(_server.Predict("churn"), Is.EqualTo(5));
    }

    [Test]
    public async Task Load_WithoutTheFolder_SaysThatItCannotBeRead()
    {
        await _server.StartAsync();
        await _server.LoadAsync("churn");
        _server.Delete();

        var error = await ControlledHost.FailsAsync(_server.LoadAsync("churn"));

        Assert.That((error.Code, error.Reason), Is.EqualTo((MaasErrorCode.Unavailable, "REPOSITORY_UNREADABLE")));
        Assert.That(_server.Predict("churn"), Is.EqualTo(1));
    }

    [Test]
    public async Task Unload_OfModel_LetsItGoAndTheIndexSaysSo()
    {
        await _server.StartAsync();
        await _server.LoadAsync("churn");

        await _server.UnloadAsync("churn");

        Assert.That(ServingHost.Fails(() => _server.Predict("churn")).Reason, Is.EqualTo("MODEL_NOT_FOUND"));
        Assert.That(_server.Client.ModelReady(new ModelReadyRequest { Name = "churn" }).Ready, Is.False);
        Assert.That(_server.Index(), Is.EqualTo(new[] { ("churn", "1", "UNAVAILABLE", "unloaded") }));
    }

    [Test]
    public async Task Unload_Again_Succeeds_AndLoadBringsItBack()
    {
        await _server.StartAsync();
        await _server.LoadAsync("churn");
        await _server.UnloadAsync("churn");

        await _server.UnloadAsync("churn");
        await _server.LoadAsync("churn");

        Assert.That(_server.Predict("churn"), Is.EqualTo(1));
    }

    [Test]
    public async Task Unload_OfWhatWasNeverLoaded_IsNotFound()
    {
        await _server.StartAsync();

        Assert.That((await ControlledHost.FailsAsync(_server.UnloadAsync("churn"))).Reason, Is.EqualTo("MODEL_NOT_FOUND"));
    }

    [Test]
    public async Task Unload_WhileARequestRuns_LetsItEnd()
    {
        await _server.StartAsync();
        await _server.LoadAsync("churn");
        var catalog = (ModelCatalog)_server.Host.Services.GetService(typeof(ModelCatalog))!;
        var schedulers = (BatchSchedulers)_server.Host.Services.GetService(typeof(BatchSchedulers))!;
        var scheduler = schedulers.Of(catalog.Get("churn").Versions[0].Model!);
        var held = scheduler.Hold();
        var answer = Task.Run(() => _server.Predict("churn"));
        while (scheduler.QueuedRequests == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        await _server.UnloadAsync("churn");

        Assert.That(ServingHost.Fails(() => _server.Predict("churn")).Reason, Is.EqualTo("MODEL_NOT_FOUND"));
        held.Dispose();
        Assert.That(await answer, Is.EqualTo(1));
    }
}
