using Maas.Errors;
using Maas.Inference.Batching;
using Maas.Inference.Catalog;
using Maas.Inference.Models;
using Maas.Inference.Protocol;
using Maas.Inference.Shadows;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Calls;

/// <summary>
/// The one way a request takes, whichever protocol brought it: find the version, check the tensors, wait for a turn,
/// run, count, sample, hand on to the shadow. Thread-safe.
/// </summary>
internal sealed class InferenceCalls(
    ModelCatalog catalog, BatchSchedulers schedulers, ObjectPool<InferJob> jobs, CallRecords records, ShadowQueue shadows,
    IOptions<SchedulingOptions> options, TimeProvider clock)
{
    private readonly int _defaultPriority = options.Value.DefaultPriority;

    /// <summary>Answers one request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="tellTimings">Told where the time went, by <see cref="TimingText"/>, also when the request fails; null when nobody asks.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits for the answer.</param>
    /// <exception cref="MaasException">Any of <see cref="InferenceErrors"/> that is about a request; <c>LIMIT_REACHED</c>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the deadline passed: the run was stopped.</exception>
    public async ValueTask<CallAnswer> RunAsync<TContent>(
        CallRequest<TContent> request, Action<string>? tellTimings, CancellationToken cancellationToken)
    {
        var job = jobs.Get();
        try
        {
            await RunAsync(request, job, cancellationToken);
            return job.CallersAnswer();
        }
        finally
        {
            var timings = tellTimings is null ? "" : TimingText.Of(job, clock);
            jobs.Return(job);
            if (timings.Length > 0)
            {
                tellTimings!(timings);
            }
        }
    }

    /// <summary>Answers one request where its outputs can be read from the job.</summary>
    /// <exception cref="MaasException">Any of <see cref="InferenceErrors"/> that is about a request; <c>LIMIT_REACHED</c>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the deadline passed: the run was stopped.</exception>
    public async ValueTask RunAsync<TContent>(
        CallRequest<TContent> request, InferJob job, CancellationToken cancellationToken)
    {
        job.Times.Arrived = clock.GetTimestamp();
        var lease = catalog.Resolve(request.Name, VersionNumber.Require(request.Version), request.RoutingKey);
        job.Begin(lease, request.NamesPredictions);
        job.Span = CallSpans.Current;
        lease.Model.LastUse = job.Times.Arrived;
        try
        {
            if (!lease.Model.IsInMemory)
            {
                await ReturnToMemoryAsync(lease.Model, request.Deadline, cancellationToken);
            }

            request.Read(request.Content, job);
            job.Times.Read = clock.GetTimestamp();
            job.Priority = request.Priority > 0 ? request.Priority : _defaultPriority;
            job.Deadline = TimestampOf(request.Deadline, job.Times.Read);
            job.QueueTimeout = request.QueueTimeout;
            job.Cancellation = cancellationToken;
            await schedulers.Of(lease.Model).RunAsync(job);
            records.Succeeded(job);
            shadows.Offer(job);
        }
        catch (MaasException error)
        {
            records.Failed(job, error.Code, error.Reason);
            throw;
        }
        catch (OperationCanceledException)
        {
            records.Failed(job, MaasErrorCode.Cancelled, "CANCELLED");
            throw;
        }
        catch
        {
            records.Failed(job, MaasErrorCode.Internal, "INTERNAL_ERROR");
            throw;
        }
    }

    private async Task ReturnToMemoryAsync(ServedModel model, DateTime deadline, CancellationToken cancellationToken)
    {
        var left = deadline - clock.GetUtcNow().UtcDateTime;
        using var limit = new CancellationTokenSource(TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, TimeSpan.TicksPerDay)), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await model.ReturnToMemoryAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw InferenceErrors.DeadlineUnreachable(model.Model, TimeSpan.Zero);
        }
    }

    private long TimestampOf(DateTime deadline, long now)
    {
        var ticks = (deadline - clock.GetUtcNow().UtcDateTime).TotalSeconds * clock.TimestampFrequency;
        return deadline == DateTime.MaxValue || ticks >= long.MaxValue - now ? long.MaxValue : now + (long)ticks;
    }
}
