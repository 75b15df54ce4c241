using Maas.Inference.Batching;
using Maas.Inference.Buffers;
using Maas.Inference.Calls;
using Maas.Testing.Onnx;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Tests.Batching;

internal sealed class BatchSchedulersTests
{
    [Test]
    public void Of_AVersionThatMovedToAnotherDevice_IsAnotherSchedulerWithTheInstancesOfThat()
    {
        using var buffers = new BufferPool();
        using var watch = new RunWatch(TimeProvider.System);
        var schedulers = Schedulers(buffers, watch);
        var model = LoadedModels.Load(OnnxModels.Linear([2], 0));
        model.Device = "cuda:0";
        var (onGpu, again, instancesOnGpu) = (schedulers.Of(model), schedulers.Of(model), schedulers.InstancesOf(model));

        model.Device = "cpu";
        var (onCpu, instancesOnCpu) = (schedulers.Of(model), schedulers.InstancesOf(model));

        Assert.That(again, Is.SameAs(onGpu));
        Assert.That(onCpu, Is.Not.SameAs(onGpu));
        Assert.That((instancesOnGpu, instancesOnCpu), Is.EqualTo((2, 1)));
        model.Retire();
    }

    private static BatchSchedulers Schedulers(BufferPool buffers, RunWatch watch)
    {
        var clock = TimeProvider.System;
        return new BatchSchedulers(
            Options.Create(new SchedulingOptions()), Options.Create(new InferenceOptions()), buffers, watch, new RunThreads(clock),
            SchedulerWorld.Records(new CallStatistics(clock), clock), clock);
    }
}
