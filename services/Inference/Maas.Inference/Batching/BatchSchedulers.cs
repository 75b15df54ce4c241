using System.Runtime.CompilerServices;
using Maas.Inference.Buffers;
using Maas.Inference.Calls;
using Maas.Inference.Models;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Batching;

/// <summary>One scheduler for each loaded version. Thread-safe.</summary>
internal sealed class BatchSchedulers(
    IOptions<SchedulingOptions> options, IOptions<InferenceOptions> inference, BufferPool buffers, RunWatch watch,
    RunThreads threads, CallRecords records, TimeProvider clock)
{
    // While one batch is computed, the next is copied to the GPU.
    private const int InstancesOnGpu = 2;

    private readonly Lock _lock = new();

    // Weak: a scheduler goes with its model.
    private readonly ConditionalWeakTable<ServedModel, BatchScheduler> _schedulers = [];

    private readonly int _instancesOnCpu = options.Value.Instances > 0
        ? options.Value.Instances
        : Math.Max(1, Environment.ProcessorCount / Math.Max(1, inference.Value.IntraOpThreads > 0 ? inference.Value.IntraOpThreads : Environment.ProcessorCount));

    /// <summary>The scheduler of a version.</summary>
    public BatchScheduler Of(ServedModel model) =>
        _schedulers.TryGetValue(model, out var scheduler) && scheduler.Device == model.Device ? scheduler : Renew(model);

    /// <summary>Batches of a version that run at once.</summary>
    public int InstancesOf(ServedModel model) =>
        model.Device == "cpu" || options.Value.Instances > 0 ? _instancesOnCpu : InstancesOnGpu;

    /// <summary>A version that moved to another device while it was not in memory had no requests then, and has other instances there.</summary>
    private BatchScheduler Renew(ServedModel model)
    {
        lock (_lock)
        {
            if (!_schedulers.TryGetValue(model, out var scheduler) || scheduler.Device != model.Device)
            {
                scheduler = Make(model);
                _schedulers.AddOrUpdate(model, scheduler);
            }

            return scheduler;
        }
    }

    private BatchScheduler Make(ServedModel model) => new(
        model, new BatchExecution(model, buffers, records, threads, clock), options.Value, InstancesOf(model), watch, clock);
}
