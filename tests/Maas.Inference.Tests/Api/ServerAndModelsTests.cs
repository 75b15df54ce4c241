using Maas.Contracts.Oip;
using Maas.Errors;
using Maas.Testing.Onnx;
using OipDataType = Maas.Contracts.Oip.DataType;

namespace Maas.Inference.Tests.Api;

internal sealed class ServerAndModelsTests
{
    private ServingHost _server = null!;

    private GRPCInferenceService.GRPCInferenceServiceClient Client => _server.Inference;

    public static IEnumerable<TestCaseData> Unbuilt()
    {
        yield return Case("SystemSharedMemoryStatus", client => client.SystemSharedMemoryStatus(new()));
        yield return Case("SystemSharedMemoryRegister", client => client.SystemSharedMemoryRegister(new()));
        yield return Case("SystemSharedMemoryUnregister", client => client.SystemSharedMemoryUnregister(new()));
        yield return Case("CudaSharedMemoryStatus", client => client.CudaSharedMemoryStatus(new()));
        yield return Case("CudaSharedMemoryRegister", client => client.CudaSharedMemoryRegister(new()));
        yield return Case("CudaSharedMemoryUnregister", client => client.CudaSharedMemoryUnregister(new()));
        yield return Case("TraceSetting", client => client.TraceSetting(new()));
        yield return Case("LogSettings", client => client.LogSettings(new()));
    }

    [SetUp]
    public async Task StartAsync() => _server = await ServingHost.StartAsync(
        ServingHost.Model(OnnxModels.Linear([2, 3], 1), "linear", version: "6"),
        ServingHost.Model(OnnxModels.Linear([2, 3], 1), "linear", version: "12"));

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public void Server_ThatServes_IsLiveAndReadyAndSaysWhoItIs()
    {
        var metadata = Client.ServerMetadata(new ServerMetadataRequest());

        Assert.That(Client.ServerLive(new ServerLiveRequest()).Live, Is.True);
        Assert.That(Client.ServerReady(new ServerReadyRequest()).Ready, Is.True);
        Assert.That(metadata.Name, Is.EqualTo("maas"));
        Assert.That(metadata.Extensions, Is.EqualTo(new[] { "binary_tensor_data", "classification", "model_configuration", "statistics" }));
    }

    [TestCase("linear", "", true)]
    [TestCase("linear", "6", true)]
    [TestCase("linear", "7", false)]
    [TestCase("nobody", "", false)]
    public void ModelReady_OfName_SaysWhetherItAnswers(string name, string version, bool ready) => Assert.That(
        Client.ModelReady(new ModelReadyRequest { Name = name, Version = version }).Ready, Is.EqualTo(ready));

    [Test]
    public void ModelMetadata_OfModel_GivesTensorsVersionsAndDevice()
    {
        var metadata = Client.ModelMetadata(new ModelMetadataRequest { Name = "linear" });

        Assert.That(metadata.Versions, Is.EqualTo(new[] { "6", "12" }));
        Assert.That(metadata.Platform, Is.EqualTo("onnxruntime_onnx"));
        Assert.That((metadata.Inputs[0].Name, metadata.Inputs[0].Datatype), Is.EqualTo(("x", "FP32")));
        Assert.That(metadata.Inputs[0].Shape, Is.EqualTo(new long[] { -1, 2 }));
        Assert.That(metadata.Outputs[0].Shape, Is.EqualTo(new long[] { -1, 1 }));
        Assert.That((metadata.Properties["device"], metadata.Properties["model_version"]), Is.EqualTo(("cpu", "12")));
    }

    [Test]
    public void ModelConfig_OfModel_FollowsFromTheGraph()
    {
        var config = Client.ModelConfig(new ModelConfigRequest { Name = "linear" }).Config;

        Assert.That((config.Name, config.Backend, config.MaxBatchSize), Is.EqualTo(("linear", "onnxruntime", 0)));
        Assert.That((config.Input[0].Name, config.Input[0].DataType), Is.EqualTo(("x", OipDataType.TypeFp32)));
        Assert.That(config.Input[0].Dims, Is.EqualTo(new long[] { -1, 2 }));
        Assert.That(config.InstanceGroup[0].Kind, Is.EqualTo(ModelInstanceGroup.Types.Kind.Cpu));
        Assert.That(config.VersionPolicy.Specific.Versions, Is.EqualTo(new long[] { 6, 12 }));
        Assert.That(config.Parameters["device"].StringValue, Is.EqualTo("cpu"));
    }

    [Test]
    public void ModelStatistics_AfterCalls_CountsThem()
    {
        Client.ModelInfer(Requests.Floats("linear", [1, 2], 1, 2));
        Client.ModelInfer(Requests.Floats("linear", [3, 2], 1, 2, 3, 4, 5, 6));
        ServingHost.Fails(() => Client.ModelInfer(Requests.Floats("linear", [3, 1], 1, 2, 3)));

        var statistics = Client.ModelStatistics(new ModelStatisticsRequest { Name = "linear", Version = "12" }).ModelStats.Single();

        Assert.That((statistics.InferenceCount, statistics.ExecutionCount), Is.EqualTo((4UL, 2UL)));
        Assert.That((statistics.InferenceStats.Success.Count, statistics.InferenceStats.Fail.Count), Is.EqualTo((2UL, 1UL)));
        Assert.That(statistics.InferenceStats.ComputeInfer.Ns, Is.GreaterThan(0UL));
        Assert.That(statistics.LastInference, Is.GreaterThan(0UL));
        Assert.That(statistics.BatchStats.Select(batch => batch.BatchSize), Is.EqualTo(new[] { 1UL, 3UL }));
    }

    [Test]
    public void RepositoryIndex_OfServer_ListsVersions()
    {
        var index = Client.RepositoryIndex(new RepositoryIndexRequest());

        Assert.That(
            index.Models.Select(model => (model.Name, model.Version, model.State)),
            Is.EqualTo(new[] { ("linear", "12", "READY"), ("linear", "6", "READY") }));
    }

    [Test]
    public void RepositoryModelLoad_OfModel_SaysWhoGoverns()
    {
        var error = ServingHost.Fails(
            () => Client.RepositoryModelUnload(new RepositoryModelUnloadRequest { ModelName = "linear" }));

        Assert.That((error.Code, error.Reason), Is.EqualTo((MaasErrorCode.FailedPrecondition, "MODEL_CONTROL_FORBIDDEN")));
        Assert.That(error.Metadata["model"], Is.EqualTo("linear"));
    }

    [TestCaseSource(nameof(Unbuilt))]
    public void Method_ThatIsNotBuilt_SaysSo(Func<GRPCInferenceService.GRPCInferenceServiceClient, object> call)
    {
        var error = ServingHost.Fails(() => call(Client));

        Assert.That((error.Code, error.Reason), Is.EqualTo((MaasErrorCode.Unimplemented, "NOT_SUPPORTED")));
        Assert.That(error.Metadata["feature"], Is.Not.Empty);
    }

    private static TestCaseData Case(string name, Func<GRPCInferenceService.GRPCInferenceServiceClient, object> call) =>
        new TestCaseData(call).SetArgDisplayNames(name);
}
