using Maas.Errors;
using Maas.Inference.Loading;
using Maas.Testing;
using Maas.Testing.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Tests.Loading;

/// <summary>What happens where there is no GPU. Ignored where there is one.</summary>
internal sealed class DevicePolicyTests
{
    private static readonly byte[] Doubler = OnnxModels.Linear([2], 0);

    [OneTimeSetUp]
    public void NeedNoGpu()
    {
        if (OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
        {
            Assert.Ignore("This build of ONNX Runtime has CUDA: these tests are about its absence.");
        }
    }

    [Test]
    public void Load_OnCpu_SaysCpuAndNothingElse()
    {
        var model = LoadedModels.Load(Doubler, OnnxLoaderTests.Request);

        Assert.That((model.Device, model.DeviceNote), Is.EqualTo(("cpu", "")));
    }

    [Test]
    public void Load_PreferringGpu_FallsBackAndSaysWhy()
    {
        var model = LoadedModels.Load(Doubler, OnnxLoaderTests.Request, DevicePolicy.GpuPreferred);

        Assert.That(model.Device, Is.EqualTo("cpu"));
        Assert.That(model.DeviceNote, Does.StartWith("GPU preferred, but ").And.Contain("CUDA"));
    }

    [Test]
    public void Load_RequiringGpu_IsDeviceUnavailable()
    {
        var error = Assert.Throws<MaasException>(
            () => LoadedModels.Load(Doubler, OnnxLoaderTests.Request, DevicePolicy.GpuRequired));

        Assert.That((error.Reason, error.Code), Is.EqualTo(("DEVICE_UNAVAILABLE", MaasErrorCode.FailedPrecondition)));
        Assert.That(error.Metadata["problem"], Is.Not.Empty);
    }

    [Test]
    public void Load_WithProviderLibraryThatIsNoLibrary_FallsBackAndSaysWhy()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("libcuda_ep.so"), "not a library");

        var model = LoadedModels.Load(
            Doubler, OnnxLoaderTests.Request, DevicePolicy.GpuPreferred,
            new InferenceOptions { CudaProviderPath = folder.File("libcuda_ep.so") });

        Assert.That(model.Device, Is.EqualTo("cpu"));
        Assert.That(model.DeviceNote, Does.Contain("libcuda_ep.so"));
    }
}
