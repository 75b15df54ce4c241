using System.Runtime.InteropServices;
using Maas.Inference.Batching;
using Maas.Inference.Buffers;
using Maas.Inference.Calls;
using Maas.Inference.Models;
using Maas.Inference.Protocol;
using Maas.Inference.Sampling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Inference.Tests.Batching;

/// <summary>One scheduler for one model under a clock of the test, with all that it counts.</summary>
internal sealed class SchedulerWorld : IDisposable
{
    private readonly RunWatch _watch;

    public SchedulerWorld(byte[] onnx, SchedulingOptions? options = null, int instances = 1, BatchLimits? limits = null)
    {
        Model = LoadedModels.Load(onnx);
        Model.BatchLimits = limits ?? new BatchLimits(64, "");
        _watch = new RunWatch(Clock);
        Statistics = new CallStatistics(Clock);
        Scheduler = new BatchScheduler(
            Model, new BatchExecution(Model, Buffers, Records(Statistics, Clock), new RunThreads(Clock), Clock), options ?? new SchedulingOptions(), instances, _watch, Clock);
    }

    public static CallRecords Records(CallStatistics statistics, TimeProvider clock)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        var observations = new ObservationBuffer(Options.Create(new SamplingOptions()), new SamplingMetrics(meters), clock);
        return new CallRecords(statistics, new InferenceMetrics(meters), observations, clock);
    }

    public FakeTimeProvider Clock { get; } = new();

    public BufferPool Buffers { get; } = new();

    public ServedModel Model { get; }

    public CallStatistics Statistics { get; }

    public BatchScheduler Scheduler { get; }

    /// <summary>Rows of each run so far, fewest first.</summary>
    public IEnumerable<long> RunRows => Statistics.ReadRuns(Model.ResourceName).Batches
        .SelectMany(batch => Enumerable.Repeat(batch.RowCount, (int)batch.Run.Count));

    /// <summary>A job that asks for all outputs.</summary>
    public InferJob Job(params Tensor[] inputs)
    {
        Model.TryEnter();
        var job = new InferJob(Buffers) { Priority = 2 };
        job.Begin(new ModelLease("test", "models/test", new LeaseTerms("", 1), Model), namesPredictions: false);
        job.Fill(new TensorRequest(inputs, []));
        job.Times.Read = Clock.GetTimestamp();
        return job;
    }

    /// <summary>A job with FP32 rows of one column.</summary>
    public InferJob Job(params float[] values) => Job(Floats("x", [values.Length, 1], values));

    public static Tensor Floats(string name, long[] shape, params float[] values) =>
        new(name, TensorDataType.Fp32, shape, MemoryMarshal.AsBytes<float>(values).ToArray());

    public static float[] Answer(InferJob job) => MemoryMarshal.Cast<byte, float>(job.Outputs[0].Content).ToArray();

    /// <summary>When the time is over that a job may wait.</summary>
    public long In(TimeSpan time) => Clock.GetTimestamp() + Ticks(time);

    /// <summary>A time in ticks of the clock.</summary>
    public long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Clock.TimestampFrequency);

    /// <summary>Lets the model look as if its runs of one row had always taken that long.</summary>
    public void Ran(TimeSpan time)
    {
        for (var i = 0; i < 200; i++)
        {
            Model.RunTimes.Add(1, Ticks(time));
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        Model.Retire();
        Buffers.Dispose();
    }
}
