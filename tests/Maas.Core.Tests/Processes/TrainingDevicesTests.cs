using Maas.Processes;

namespace Maas.Core.Tests.Processes;

internal sealed class TrainingDevicesTests
{
    [TestCase("cpu", true)]
    [TestCase("cuda:0", true)]
    [TestCase("cuda:999", true)]
    [TestCase("cuda:1000", false)]
    [TestCase("cuda:", false)]
    [TestCase("cuda", false)]
    [TestCase("cuda:-1", false)]
    [TestCase("cuda:0\n", false)]
    [TestCase("CUDA:0", false)]
    [TestCase("mps:0", false)]
    [TestCase("xcuda:0", false)]
    [TestCase("", false)]
    public void IsName_IsTrueOfTheCpuAndOfGpusThatCudaCounts(string text, bool expected) =>
        Assert.That(TrainingDevices.IsName(text), Is.EqualTo(expected));

    [Test]
    public void HasGpu_LooksForWhatIsOne_NotForWhatIsNoCpu()
    {
        Assert.That(TrainingDevices.HasGpu(["cpu", "cuda:3"]), Is.True);
        Assert.That(TrainingDevices.HasGpu(["cpu", "mps:0"]), Is.False);
        Assert.That(TrainingDevices.HasGpu([]), Is.False);
    }
}
