using System.Runtime.InteropServices;
using Maas.Inference.Buffers;
using Maas.Inference.Calls;
using Maas.Inference.Models;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Inference.Batching;

/// <summary>Computes batches and tells their jobs; one that fails takes no other with it. Thread-safe.</summary>
internal sealed class BatchExecution(
    ServedModel model, BufferPool buffers, CallRecords records, RunThreads threads, TimeProvider clock)
{
    private readonly BatchRunner _runner = new(model, buffers, clock);
    private volatile BatchLimits? _learned;

    /// <summary>What may be put into one run.</summary>
    public BatchLimits Limits => _learned ?? model.BatchLimits;

    /// <summary>Computes all jobs in one run, or each alone when that fails.</summary>
    /// <returns>What the run gave, to be told to the jobs; null when the jobs were told already.</returns>
    public BatchResult? Compute(Batch batch)
    {
        if (!threads.IsLong(model.RunTimes.Estimate(batch.RowCount)))
        {
            return ComputeTogether(batch);
        }

        threads.Begin();
        try
        {
            return ComputeTogether(batch);
        }
        finally
        {
            threads.End();
        }
    }

    private BatchResult? ComputeTogether(Batch batch)
    {
        batch.Begin();
        try
        {
            var begin = clock.GetTimestamp();
            var result = _runner.Run(CollectionsMarshal.AsSpan(batch.Jobs), batch.RowCount, batch.Options);
            if (batch.Jobs.Count == 1 || result.HasRows(batch.RowCount))
            {
                model.RunTimes.Add(batch.RowCount, clock.GetTimestamp() - begin);
                records.BatchRan(model, batch.Jobs[0].Times, batch.RowCount, batch.Closing);
                return result;
            }

            result.Release();
            _learned = BatchLimits.Alone("an output has not as many rows as the inputs.");
        }
        catch (Exception error) when (batch.Jobs.Count == 1 || batch.WasStopped || error is not OnnxRuntimeException)
        {
            foreach (var job in batch.Jobs)
            {
                job.Fail(Told(error, job, batch.WasStopped));
            }

            return null;
        }
        catch (OnnxRuntimeException)
        {
            // One of them is at fault, and which one is seen when each runs alone.
        }
        finally
        {
            batch.End();
        }

        batch.Jobs.ForEach(job => ComputeAlone(job, batch));
        return null;
    }

    private void ComputeAlone(InferJob job, Batch batch)
    {
        if (job.Cancellation.IsCancellationRequested)
        {
            job.Fail(new OperationCanceledException(job.Cancellation));
            return;
        }

        if (job.Deadline <= clock.GetTimestamp())
        {
            job.Fail(InferenceErrors.DeadlineUnreachable(model.Model, TimeSpan.Zero));
            return;
        }

        job.Run = JobRun.Alone(job, batch.Closing);
        BatchResult result;
        batch.BeginAlone(job);
        try
        {
            result = _runner.Run([job], job.RowCount, batch.Options);
        }
        catch (Exception error)
        {
            job.Fail(Told(error, job, batch.WasStopped));
            return;
        }
        finally
        {
            batch.End();
        }

        records.BatchRan(model, job.Times, job.RowCount, batch.Closing);
        job.Succeed(result, isAlone: true);
        result.Release();
    }

    private Exception Told(Exception error, InferJob job, bool wasStopped) => error switch
    {
        OnnxRuntimeException failure when !wasStopped => model.FailureOf(failure),
        OnnxRuntimeException when job.Cancellation.IsCancellationRequested =>
            new OperationCanceledException("The run was stopped: nobody waits for its answer.", error, job.Cancellation),
        OnnxRuntimeException => InferenceErrors.DeadlineUnreachable(model.Model, TimeSpan.Zero),
        _ => error,
    };
}
