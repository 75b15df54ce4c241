using System.Runtime.InteropServices;
using Maas.Errors;
using Maas.Training.Plans;
using Maas.Training.Worker.Devices;

namespace Maas.Training.Worker.Tests.Devices;

internal sealed class DeviceChoiceTests
{
    private static readonly string[] WithGpus = ["cpu", "cuda:0", "cuda:1"];

    [TestCase(Algorithm.Mlp, "", DevicePolicy.GpuPreferred, "cuda:0")]
    [TestCase(Algorithm.Cnn, "", DevicePolicy.GpuRequired, "cuda:0")]
    [TestCase(Algorithm.Rnn, "", DevicePolicy.Cpu, "cpu")]
    [TestCase(Algorithm.LogisticRegression, Solver.Adam, DevicePolicy.GpuPreferred, "cuda:0")]
    [TestCase(Algorithm.LogisticRegression, Solver.Lbfgs, DevicePolicy.GpuPreferred, "cpu")]
    [TestCase(Algorithm.GradientBoosting, "", DevicePolicy.GpuPreferred, "cpu")]
    public void Choice_WhereThereAreGpus_IsTheFirstForWhatCanUseIt(string algorithm, string solver, string policy, string device)
    {
        var choice = DeviceChoice.Of(Plan(algorithm, solver, policy), WithGpus, "none");

        Assert.That(choice.Name, Is.EqualTo(device));
        Assert.That(choice.Note.Length > 0, Is.EqualTo(device == "cpu" && policy != DevicePolicy.Cpu), choice.Note);
    }

    [TestCase(DevicePolicy.GpuPreferred, "There is none.")]
    [TestCase(DevicePolicy.Cpu, "")]
    public void Choice_WithoutGpus_IsTheCpuAndSaysWhy(string policy, string note) =>
        Assert.That(DeviceChoice.Of(Plan(Algorithm.Mlp, "", policy), ["cpu"], "There is none."), Is.EqualTo(new DeviceChoice("cpu", note)));

    [TestCase(Algorithm.Mlp, "DEVICE_UNAVAILABLE")]
    [TestCase(Algorithm.KMeans, "SPEC_INVALID")]
    public void Choice_OfAGpuThatIsRequiredAndCannotBe_IsRefused(string algorithm, string reason)
    {
        var error = Assert.Throws<MaasException>(() => DeviceChoice.Of(Plan(algorithm, "", DevicePolicy.GpuRequired), ["cpu"], "There is none."))!;

        Assert.That(error.Reason, Is.EqualTo(reason));
    }

    [Test]
    public void Training_OfAPlanThatNeedsAGpuWhereNoneIs_SaysSo()
    {
        if (MachineDevices.All.Count > 1)
        {
            Assert.Ignore("This machine has a GPU.");
        }

        using var bench = new JobBench();

        var error = bench.Fail(IrisPlan(bench) with { DevicePolicy = DevicePolicy.GpuRequired });

        Assert.That(error.Reason, Is.EqualTo("DEVICE_UNAVAILABLE"));
        Assert.That(error.Message, Does.Contain(MachineDevices.WhyNoGpu));
    }

    [Test]
    public void Training_TellsItsDevice()
    {
        using var bench = new JobBench();

        var outcome = bench.Train(IrisPlan(bench) with { DevicePolicy = DevicePolicy.Cpu });

        Assert.That((outcome.Device, outcome.DeviceNote), Is.EqualTo(("cpu", "")));
    }

    [TestCase("CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has a total capacity of 15.00 GiB.")]
    [TestCase("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`")]
    public void Training_ThatFillsTheGpu_SaysWhatTakesLess(string text)
    {
        using var bench = new JobBench();
        var plan = IrisPlan(bench);

        var error = Assert.Throws<MaasException>(() => bench.Train(plan, onStep: () => throw Told(text)))!;

        Assert.That((error.Reason, error.Metadata["batchSize"]), Is.EqualTo(("DEVICE_MEMORY_EXCEEDED", "32")));
        Assert.That(error.Message, Does.Contain("Choose a smaller batch_size (now 32)"));
    }

    [Test]
    public void Training_ThatTorchEndsForAnotherReason_IsNoFullGpu()
    {
        using var bench = new JobBench();
        var plan = IrisPlan(bench);

        Assert.Throws<ExternalException>(() => bench.Train(plan, onStep: () => throw Told("CUDA error: device-side assert triggered")));
    }

#pragma warning disable CA2201 // Torch throws this very type.
    private static ExternalException Told(string text) => new(text);
#pragma warning restore CA2201

    private static TrainingPlan IrisPlan(JobBench bench) =>
        JobBench.Plan(bench.TableOf("iris.csv"), "species", LearningTask.Classification, Algorithm.Mlp) with { Learning = new LearningPlan { EpochCount = 2 } };

    private static TrainingPlan Plan(string algorithm, string solver, string policy) => new()
    {
        TablePath = "", DatasetFingerprint = "", TargetColumn = "y", Task = LearningTask.Classification, Features = [],
        Algorithm = algorithm, Learning = new LearningPlan { Solver = solver }, DevicePolicy = policy,
    };
}
