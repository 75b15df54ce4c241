using Google.Protobuf;
using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Testing;
using Maas.Testing.Onnx;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Tests.Repository;

/// <summary>How calls of load and unload may look, and where there are none.</summary>
[CancelAfter(60_000)]
internal sealed class ModelControlCallTests
{
    private ControlledHost _server = null!;

    public static IEnumerable<TestCaseData> BadLoadParameters()
    {
        yield return Case("config", new ModelRepositoryParameter { StringParam = "{}" }, MaasErrorCode.Unimplemented, "graph");
        yield return Case("file:1/model.onnx", new ModelRepositoryParameter { BytesParam = ByteString.Empty }, MaasErrorCode.Unimplemented, "repository");
        yield return Case("files", new ModelRepositoryParameter { BoolParam = true }, MaasErrorCode.InvalidArgument, "'files'");
    }

    [SetUp]
    public void Put()
    {
        _server = new ControlledHost();
        _server.Put("churn", OnnxModels.Linear([1], 0));
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(nameof(BadLoadParameters))]
    public async Task Load_WithParameter_IsRefused(string name, ModelRepositoryParameter value, MaasErrorCode code, string part)
    {
        await _server.StartAsync();
        var request = new RepositoryModelLoadRequest { ModelName = "churn", Parameters = { [name] = value } };

        var error = ServingHost.Fails(() => _server.Client.RepositoryModelLoad(request));

        Assert.That(error.Code, Is.EqualTo(code));
        Assert.That(error.Message, Does.Contain(part));
    }

    [Test]
    public async Task Unload_TakesUnloadDependents_AndNothingElse()
    {
        await _server.StartAsync();
        await _server.LoadAsync("churn");

        _server.Client.RepositoryModelUnload(Unload("unload_dependents", new ModelRepositoryParameter { BoolParam = true }));

        var text = Unload("unload_dependents", new ModelRepositoryParameter { StringParam = "true" });
        Assert.That(ServingHost.Fails(() => _server.Client.RepositoryModelUnload(text)).Reason, Is.EqualTo("PARAMETER_INVALID"));
        var other = Unload("force", new ModelRepositoryParameter { BoolParam = true });
        Assert.That(ServingHost.Fails(() => _server.Client.RepositoryModelUnload(other)).Reason, Is.EqualTo("PARAMETER_INVALID"));
    }

    [Test]
    public async Task LoadAndUnload_InKServesDialect_AnswerInIt()
    {
        await _server.StartAsync();

        var loaded = _server.Client.RepositoryModelLoad(new RepositoryModelLoadRequest { RepositoryName = "churn" });
        var served = _server.Predict("churn");
        var unloaded = _server.Client.RepositoryModelUnload(new RepositoryModelUnloadRequest { RepositoryName = "churn" });

        // Field 1 is the model's name, field 2 is true: "\n", length, name, 0x10, 1.
        Assert.That(loaded.ToByteArray(), Is.EqualTo("\n\u0005churn\u0010\u0001"u8.ToArray()));
        Assert.That(unloaded.ToByteArray(), Is.EqualTo(loaded.ToByteArray()));
        Assert.That(served, Is.EqualTo(1));
    }

    [Test]
    public async Task Load_InTritonsDialect_HasTritonsEmptyAnswer()
    {
        await _server.StartAsync();

        var loaded = _server.Client.RepositoryModelLoad(new RepositoryModelLoadRequest { ModelName = "churn" });
        var named = new RepositoryModelLoadRequest { ModelName = "churn", RepositoryName = "other" };

        Assert.That(loaded.ToByteArray(), Is.Empty);
        Assert.That(ServingHost.Fails(() => _server.Client.RepositoryModelLoad(named)).Reason, Is.EqualTo("NOT_SUPPORTED"));
    }

    [Test]
    public async Task Load_WhereTheFolderGoverns_SaysWhichSetting()
    {
        await _server.StartAsync(("Maas:Inference:ModelControl", "Poll"));

        var error = await ControlledHost.FailsAsync(_server.LoadAsync("churn"));

        Assert.That(error.Reason, Is.EqualTo("MODEL_CONTROL_FORBIDDEN"));
        Assert.That(error.Message, Does.Contain("Maas:Inference:ModelControl"));
    }

    [TestCase("Maas:Inference:ModelControl", "Explicit", "Maas:Inference:ModelRepository")]
    [TestCase("Maas:Inference:StartModels:0", "churn", "Maas:Inference:ModelControl")]
    public async Task Start_WithSettingsThatContradict_SaysSo(string key, string value, string part)
    {
        var error = (await Assert.ThrowsAsync<OptionsValidationException>(
            () => TestHost.StartAsync<InferenceModule>(null, new Dictionary<string, string?> { [key] = value })))!;

        Assert.That(error.Message, Does.Contain(part));
    }

    private static RepositoryModelUnloadRequest Unload(string parameter, ModelRepositoryParameter value) =>
        new() { ModelName = "churn", Parameters = { [parameter] = value } };

    private static TestCaseData Case(string name, ModelRepositoryParameter value, MaasErrorCode code, string part) =>
        new TestCaseData(name, value, code, part).SetArgDisplayNames(name);
}
