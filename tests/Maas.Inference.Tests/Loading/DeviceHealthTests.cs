using Maas.Errors;
using Maas.Inference.Loading;
using Maas.Inference.Models;
using Maas.Testing.Onnx;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Tests.Loading;

internal sealed class DeviceHealthTests
{
    // As ONNX Runtime 1.31.0 says it (measured on an H100), its source's names shortened.
    private const string IllegalAccess =
        "[ErrorCode:Fail] cuda_call.cc:154 CudaCall CUDA failure 700: an illegal memory access was encountered ; GPU=0 ; hostname=h ; expr=cudaStreamSynchronize(stream); ";

    private const string OutOfMemory = "[ErrorCode:Fail] cuda_call.cc:146 CUDA failure 2: out of memory ; GPU=0 ; hostname=h ; expr=cudaSetDevice(0); ";

    [Test]
    public void Report_OfAFailureThatStays_LosesTheDeviceOnce()
    {
        var health = new DeviceHealth(_ => false);
        var told = 0;
        health.Changed += () => told++;

        var problem = health.Report("cuda:1", IllegalAccess);
        health.Report("cuda:1", IllegalAccess);

        Assert.That(problem, Is.EqualTo(
            "cuda:1 was lost: CUDA failure 700: an illegal memory access was encountered. Restart this server to use it again."));
        Assert.That((health.ProblemOf("cuda:1"), health.ProblemOf("cuda:0"), told), Is.EqualTo((problem, "", 1)));
    }

    [TestCase("cuda:0", OutOfMemory)]
    [TestCase("cuda:0", "CUDNN failure 5000: CUDNN_STATUS_EXECUTION_FAILED ; GPU=0")]
    [TestCase("cuda:0", "CUDA failure 99999999999: ; GPU=0")]
    [TestCase("cpu", IllegalAccess)]
    public void Report_OfAFailureThatPasses_LosesNothing(string device, string message) =>
        Assert.That(new DeviceHealth(_ => false).Report(device, message), Is.Empty);

    [Test]
    public void Report_OfADeviceThatStillComputes_TakesTheTextForWordsOfAModel() =>
        Assert.That(new DeviceHealth(_ => true).Report("cuda:0", IllegalAccess), Is.Empty);

    [Test]
    public void Probe_WithoutAGpu_SaysNo()
    {
        if (CudaDevices.Count > 0)
        {
            Assert.Ignore("There is a GPU: this test is about its absence.");
        }

        Assert.That(new GpuProbe(new CudaLibrary(Options.Create(new InferenceOptions()))).Computes("cuda:0"), Is.False);
    }

    [TestCase(OutOfMemory, ExpectedResult = "CUDA failure 2: out of memory.")]
    [TestCase("no such file", ExpectedResult = "no such file")]
    public string Shorten_LeavesWhatCudaSaid(string message) => DeviceHealth.Shorten(message);

    [Test]
    public void Failure_OfARun_OnALostDevice_IsForAnotherServer()
    {
        var health = new DeviceHealth(_ => false);
        var model = Model(health);
        var error = Assert.Throws<OnnxRuntimeException>(() => _ = new InferenceSession([1, 2, 3]));

        var ownFault = model.FailureOf(error);
        health.Lose("cuda:0", "CUDA failure 700: …");
        var lost = model.FailureOf(error);

        Assert.That((ownFault.Reason, ownFault.Code), Is.EqualTo(("EXECUTION_FAILED", MaasErrorCode.InvalidArgument)));
        Assert.That((lost.Reason, lost.Code), Is.EqualTo(("MODEL_NOT_READY", MaasErrorCode.Unavailable)));
        Assert.That(lost.Message, Does.Contain("cuda:0 was lost"));
    }

    private static ServedModel Model(DeviceHealth health) =>
        new("churn", "1", new InferenceSession(OnnxModels.Linear([2], 0)), [], []) { Device = "cuda:0", FailureOfDevice = health.Report };
}
