using System.Collections.Concurrent;
using Maas.Errors;
using Maas.Inference.Batching;
using Maas.Inference.Calls;
using Maas.Inference.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Shadows;

/// <summary>
/// Takes answered requests whose deployment has a shadow, and lets them run there a second time, one after the other on a thread of its own
/// that begins with the first of them. Nobody waits for it: what finds no room is dropped and counted. Thread-safe.
/// </summary>
internal sealed partial class ShadowQueue : IDisposable
{
    private readonly ShadowRuns _runs;
    private readonly CallRecords _records;
    private readonly ObjectPool<InferJob> _jobs;
    private readonly ShadowOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly BlockingCollection<ShadowCall> _calls;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lazy<Thread> _thread;
    private long _bytes;

    public ShadowQueue(
        ShadowRuns runs, CallRecords records, ObjectPool<InferJob> jobs, IOptions<ShadowOptions> options, TimeProvider clock,
        ILogger<ShadowQueue> log)
    {
        (_runs, _records, _jobs, _options, _clock, _log) = (runs, records, jobs, options.Value, clock, log);
        _calls = new BlockingCollection<ShadowCall>(_options.MaxQueuedRequests);
        _thread = new Lazy<Thread>(Start);
    }

    /// <summary>Takes a request that was answered, if it has a shadow. Never fails; takes the time of a copy of the inputs.</summary>
    /// <param name="answered">Its inputs can still be read.</param>
    public void Offer(InferJob answered)
    {
        // A version is not compared with itself.
        if (answered.Lease.Shadow is not { } shadow || shadow == answered.Model)
        {
            return;
        }

        try
        {
            Offer(answered, shadow);
        }
        catch (ObjectDisposedException)
        {
            // The process ends.
        }
    }

    /// <summary>Stops the run under way, and drops what waits.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _calls.CompleteAdding();
        if (_thread.IsValueCreated)
        {
            _thread.Value.Join();
        }

        while (_calls.TryTake(out var call))
        {
            LetGo(call);
        }

        _calls.Dispose();
        _stop.Dispose();
    }

    private void Offer(InferJob answered, ServedModel shadow)
    {
        // Those beside it may see each other's bytes and drop one too many: better than one too few.
        var isRoom = Interlocked.Add(ref _bytes, answered.InputBytes) <= _options.MaxQueuedBytes && _calls.Count < _options.MaxQueuedRequests;
        if (!isRoom || !shadow.TryEnter())
        {
            Interlocked.Add(ref _bytes, -answered.InputBytes);
            _records.ShadowDropped(answered.Lease, shadow, isRoom ? "MODEL_GONE" : "QUEUE_FULL");
            return;
        }

        var job = _jobs.Get();
        job.Begin(answered.Lease.For(shadow), namesPredictions: false);
        var call = new ShadowCall(job, answered.Model, answered.InputBytes);
        try
        {
            Add(call, answered);
        }
        catch (Exception error)
        {
            // The caller's answer is ready, and whatever happens here is not about it.
            LogLost(_log, shadow.Model, shadow.Version, error);
            _records.ShadowFailed(job, MaasErrorCode.Internal, "INTERNAL_ERROR");
            LetGo(call);
        }
    }

    private void Add(ShadowCall call, InferJob answered)
    {
        var job = call.Job;
        if (call.Copy(answered) is { Length: > 0 } problem)
        {
            LogUnfit(_log, job.Model.Model, job.Model.Version, problem);
            _records.ShadowFailed(job, MaasErrorCode.FailedPrecondition, "SIGNATURE_MISMATCH");
            LetGo(call);
            return;
        }

        job.Times.Arrived = job.Times.Read = _clock.GetTimestamp();
        _ = _thread.Value;
        if (!_calls.TryAdd(call))
        {
            _records.ShadowDropped(job.Lease, job.Model, "QUEUE_FULL");
            LetGo(call);
        }
    }

    private Thread Start()
    {
        var thread = new Thread(RunAll) { IsBackground = true, Name = "shadow runs", Priority = ThreadPriority.BelowNormal };
        thread.Start();
        return thread;
    }

    private void RunAll()
    {
        try
        {
            foreach (var call in _calls.GetConsumingEnumerable(_stop.Token))
            {
                _runs.Run(call, _stop.Token);
                LetGo(call);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private void LetGo(ShadowCall call)
    {
        Interlocked.Add(ref _bytes, -call.InputBytes);
        _jobs.Return(call.Job);
    }

    [LoggerMessage(1, LogLevel.Debug, "A request cannot be run on the shadow '{Model}' version {Version}: {Problem}")]
    private static partial void LogUnfit(ILogger log, string model, string version, string problem);

    [LoggerMessage(2, LogLevel.Error, "A request for the shadow '{Model}' version {Version} was lost.")]
    private static partial void LogLost(ILogger log, string model, string version, Exception error);
}
