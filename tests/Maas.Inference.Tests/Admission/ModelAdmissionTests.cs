using Google.Protobuf;
using Maas.Contracts.Onnx;
using Maas.Errors;
using Maas.Inference.Admission;
using Maas.Inference.Loading;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Admission;

[CancelAfter(60_000)]
internal sealed class ModelAdmissionTests
{
    private static readonly byte[] Doubler = OnnxModels.Linear([2], 0);

    private AdmissionWorld _world = null!;

    [SetUp]
    public void Start() => _world = new AdmissionWorld();

    [TearDown]
    public void Stop() => _world.Dispose();

    [Test]
    public Task AdmitAsync_AboveTheSizeLimit_IsModelInvalid() => RefusesAsync(
        AdmissionWorld.Skipping(new InferenceOptions { MaxModelBytes = 10, FirstLoad = FirstLoadPolicy.Skipped }), _world.Put(Doubler),
        "more than the 10 allowed");

    [Test]
    public Task AdmitAsync_OfWeightsInAnotherFileThatIsNotThere_IsModelInvalid() =>
        RefusesAsync(AdmissionWorld.Skipping(), _world.Put(WithWeightsIn("weights.bin")), "weights.bin");

    [Test]
    public Task AdmitAsync_OfWeightsBesideAFileOfAllFiles_IsModelInvalid() => RefusesAsync(
        AdmissionWorld.Skipping(), _world.Put(WithWeightsIn("weights.bin"), ("weights.bin", new byte[4])) with { AllowsExternalData = false },
        "weights.bin");

    [Test]
    public Task AdmitAsync_OfAGraphThatStructureGivesAway_IsRefusedWithoutASandbox() => RefusesAsync(
        AdmissionWorld.Skipping(), _world.Put(Hostile("constant-of-shape")), "makes a tensor of at least");

    [Test]
    public async Task AdmitAsync_OfALoopWithoutEnd_IsModelInvalidAndSaysHowLongItMayTake(CancellationToken cancellationToken)
    {
        await RefusesAsync(_world.Start(), _world.Put(Hostile("loop")), "within the 5 s allowed");

        Assert.That(await File.ReadAllLinesAsync(_world.Record, cancellationToken), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task AdmitAsync_OfAModelThatPassed_NeedsNoSandboxAnyMore(CancellationToken cancellationToken)
    {
        await _world.Start().AdmitAsync(_world.Put(Doubler), DevicePolicy.Cpu, cancellationToken);

        var restarted = _world.Start(hasProgram: false);

        Assert.That(() => restarted.AdmitAsync(_world.Put(Doubler), DevicePolicy.Cpu, cancellationToken), Throws.Nothing);
        Assert.That(
            () => restarted.AdmitAsync(_world.Put(OnnxModels.Linear([3], 0)), DevicePolicy.Cpu, cancellationToken),
            Throws.InstanceOf<MaasException>().With.Property("Reason").EqualTo("MODEL_NOT_READY"));
    }

    [Test]
    public async Task AdmitAsync_UnderOtherConditions_TriesAgain(CancellationToken cancellationToken)
    {
        await _world.Start().AdmitAsync(_world.Put(Doubler), DevicePolicy.Cpu, cancellationToken);

        var elsewhere = _world.Start(conditions: "another runtime", hasProgram: false);

        Assert.That(
            () => elsewhere.AdmitAsync(_world.Put(Doubler), DevicePolicy.Cpu, cancellationToken),
            Throws.InstanceOf<MaasException>().With.Message.Contains("sandbox"));
    }

    [Test]
    public async Task AdmitAsync_OfWeightsInOtherFiles_FindsThemAlsoBehindALink(CancellationToken cancellationToken)
    {
        var request = _world.Put(WithWeightsIn("data/w.bin"), ("w.bin", BitConverter.GetBytes(2f)));
        Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(request.Path)!, "data"));
        File.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(request.Path)!, "data", "w.bin"), "../w.bin");

        await _world.Start().AdmitAsync(request, DevicePolicy.Cpu, cancellationToken);

        Assert.That(await File.ReadAllLinesAsync(_world.Record, cancellationToken), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task AdmitAsync_OfOtherWeightsInOtherFiles_TriesAgain(CancellationToken cancellationToken)
    {
        await _world.Start().AdmitAsync(
            _world.Put(WithWeightsIn("w.bin"), ("w.bin", BitConverter.GetBytes(2f))), DevicePolicy.Cpu, cancellationToken);

        await _world.Start().AdmitAsync(
            _world.Put(WithWeightsIn("w.bin"), ("w.bin", BitConverter.GetBytes(3f))), DevicePolicy.Cpu, cancellationToken);

        Assert.That(await File.ReadAllLinesAsync(_world.Record, cancellationToken), Has.Length.EqualTo(3));
    }

    [Test]
    public void AdmitAsync_WithoutAProgram_LetsInWhatStructureAllows() => Assert.That(
        () => _world.Start(FirstLoadPolicy.Preferred, hasProgram: false).AdmitAsync(_world.Put(Doubler), DevicePolicy.Cpu, CancellationToken.None),
        Throws.Nothing);

    [Test]
    public async Task AdmitAsync_OfWhatOnlyAGpuCanRun_IsLeftToTheGpu()
    {
        var request = _world.Put(NegationOfBrainFloats());
        var admission = _world.Start();

        await RefusesAsync(admission, request, "NotImplemented");
        await Assert.ThatAsync(() => admission.AdmitAsync(request, DevicePolicy.GpuPreferred, CancellationToken.None), Throws.Nothing);
    }

    [Test]
    public async Task AdmitAsync_OfATornRecord_ForgetsTheTornLineAlone(CancellationToken cancellationToken)
    {
        await _world.Start().AdmitAsync(_world.Put(Doubler), DevicePolicy.Cpu, cancellationToken);
        await File.AppendAllTextAsync(_world.Record, "0123", cancellationToken);

        var restarted = _world.Start(hasProgram: false);

        Assert.That(() => restarted.AdmitAsync(_world.Put(Doubler), DevicePolicy.Cpu, cancellationToken), Throws.Nothing);
        Assert.That(await File.ReadAllLinesAsync(_world.Record, cancellationToken), Has.Length.EqualTo(2));
    }

    private static byte[] Hostile(string name) => HostileModels.All().Single(model => model.Name == name).Make();

    private static byte[] WithWeightsIn(string path) => OnnxModels.LinearWithWeightsIn(path);

    private static byte[] NegationOfBrainFloats()
    {
        var model = ModelProto.Parser.ParseFrom(OnnxModels.Identity(TensorProto.Types.DataType.Bfloat16));
        model.Graph.Node[0].OpType = "Neg";
        return model.ToByteArray();
    }

    private static async Task RefusesAsync(ModelAdmission admission, LoadRequest request, string part)
    {
        var error = await Assert.ThrowsAsync<MaasException>(() => admission.AdmitAsync(request, DevicePolicy.Cpu, CancellationToken.None));

        Assert.That(error!.Reason, Is.EqualTo("MODEL_INVALID"));
        Assert.That(error.Metadata["problem"], Does.Contain(part));
    }
}
