using Maas.Errors;
using Maas.Inference.Batching;
using Maas.Inference.Calls;
using Maas.Inference.Residency;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Shadows;

/// <summary>
/// Runs requests a second time on a version that never answers, behind all who wait for an answer, and writes down how that went.
/// </summary>
internal sealed partial class ShadowRuns(
    BatchSchedulers schedulers, MemoryBudget budget, CallRecords records, IOptions<ShadowOptions> options, TimeProvider clock,
    ILogger<ShadowRuns> log)
{
    // How often it is looked whether requests still wait for an answer.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly long _timeout = (long)(options.Value.Timeout.TotalSeconds * clock.TimestampFrequency);

    /// <summary>Runs one. Never fails; blocks its thread, which is the queue's own.</summary>
    public void Run(ShadowCall call, CancellationToken stoppingToken)
    {
        var job = call.Job;
        job.Priority = int.MaxValue;
        job.Deadline = job.Times.Arrived + _timeout;
        job.Cancellation = stoppingToken;
        try
        {
            if (ReasonToDrop(call, stoppingToken) is { } reason)
            {
                records.ShadowDropped(job.Lease, job.Model, reason);
                return;
            }

            job.Model.ReturnToMemoryAsync(stoppingToken).GetAwaiter().GetResult();
            schedulers.Of(job.Model).RunAsync(job).AsTask().GetAwaiter().GetResult();
            records.ShadowSucceeded(job);
        }
        catch (MaasException error) when (error.Code is MaasErrorCode.ResourceExhausted or MaasErrorCode.DeadlineExceeded)
        {
            records.ShadowDropped(job.Lease, job.Model, error.Reason);
        }
        catch (MaasException error)
        {
            records.ShadowFailed(job, error.Code, error.Reason);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            records.ShadowDropped(job.Lease, job.Model, "STOPPING");
        }
        catch (Exception error)
        {
            LogFailed(log, job.Model.Model, job.Model.Version, error);
            records.ShadowFailed(job, MaasErrorCode.Internal, "INTERNAL_ERROR");
        }
    }

    /// <summary>Waits while requests wait for the version that answers: they come first.</summary>
    private string? ReasonToDrop(ShadowCall call, CancellationToken stoppingToken)
    {
        var answering = schedulers.Of(call.Answered);
        while (answering.QueuedRequests > 0)
        {
            if (clock.GetTimestamp() >= call.Job.Deadline)
            {
                return "BUSY";
            }

            stoppingToken.WaitHandle.WaitOne(Pause);
            stoppingToken.ThrowIfCancellationRequested();
        }

        // A version that answers is worth more in memory.
        return call.Job.Model.IsInMemory || budget.HasRoomFor(call.Job.Model.MemoryBytes) ? null : "NOT_IN_MEMORY";
    }

    [LoggerMessage(1, LogLevel.Error, "The shadow '{Model}' version {Version} failed.")]
    private static partial void LogFailed(ILogger log, string model, string version, Exception error);
}
