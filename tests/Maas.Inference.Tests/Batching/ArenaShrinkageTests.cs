using Maas.Inference.Loading;
using Maas.Inference.Models;
using Maas.Inference.Residency;
using Maas.Testing.Onnx;

namespace Maas.Inference.Tests.Batching;

/// <summary>What a run leaves in the memory of the process. Others run beside it, so the margins are wide.</summary>
[NonParallelizable]
[CancelAfter(60_000)]
internal sealed class ArenaShrinkageTests
{
    private const int Width = 4096;
    private const int ManyRows = 8192;

    // One of the tensors between input and output.
    private const long WideBytes = (long)Width * ManyRows * sizeof(float);

    [OneTimeSetUp]
    public void Prepare() => NativeHeap.KeepLargeBlocksApart();

    [TestCase(false)]
    [TestCase(true)]
    public async Task RunAsync_OfFarMoreRowsThanUsual_GivesItsMemoryBackOnceItIsRead(bool givesAll)
    {
        using var world = new SchedulerWorld(OnnxModels.Widening(Width, givesAll));
        await RunAsync(world, rows: 1);
        var before = MemoryReading.PrivateBytes();

        for (var round = 0; round < 3; round++)
        {
            var job = world.Job(new float[ManyRows]);
            await world.Scheduler.RunAsync(job);
            var during = MemoryReading.PrivateBytes() - before;
            job.Reset();
            Assert.That(during, Is.GreaterThan(WideBytes / 2));
            Assert.That(() => MemoryReading.PrivateBytes() - before, Is.LessThan(WideBytes / 4).After(10_000, 5));
            await TestContext.Out.WriteLineAsync(
                $"{during >> 10} KiB more after the run, {(MemoryReading.PrivateBytes() - before) >> 10} KiB more once it was read");
            for (var i = 0; i < 100; i++)
            {
                await RunAsync(world, rows: 1);
            }
        }
    }

    [Test]
    public async Task RunAsync_OfRowsThatAreUsual_KeepsItsMemory()
    {
        using var world = new SchedulerWorld(OnnxModels.Widening(Width));
        world.Model.RunSizes.Try(ManyRows * sizeof(float));
        var before = MemoryReading.PrivateBytes();

        await RunAsync(world, ManyRows);

        Assert.That(MemoryReading.PrivateBytes() - before, Is.GreaterThan(WideBytes / 2));
    }

    [Test]
    public void ShrinkMemory_OfAModelThatIsGone_DoesNothing()
    {
        var model = LoadedModels.Load(OnnxModels.Linear([1], 0));
        model.Retire();

        Assert.That(model.ShrinkMemory, Throws.Nothing);
    }

    [Test]
    public async Task ShrinkMemory_WhileOthersRun_ChangesNoAnswer(CancellationToken cancellationToken)
    {
        var model = LoadedModels.Load(OnnxModels.Widening(64));
        var input = new Tensor("x", TensorDataType.Fp32, [1, 1], BitConverter.GetBytes(2f));
        var shrinking = Task.Run(() => Parallel.For(0, 2000, _ => model.ShrinkMemory()), cancellationToken);

        while (!shrinking.IsCompleted)
        {
            Assert.That(BitConverter.ToSingle(model.Run([input], [], cancellationToken)[0].Content.Span), Is.EqualTo(128));
        }

        await shrinking;
        model.Retire();
    }

    private static async Task RunAsync(SchedulerWorld world, int rows)
    {
        var job = world.Job(new float[rows]);
        await world.Scheduler.RunAsync(job);
        job.Reset();
    }
}
