using Maas.Training.Jobs.Leases;
using Maas.Training.Plans;

namespace Maas.Training.Jobs;

/// <summary>
/// Shows the progress of one attempt at once and stores it now and then, as far as that succeeds. Reports come on one thread at a time.
/// </summary>
internal sealed class ProgressKeeper(
    Job job, JobBoard board, JobStore store, TimeSpan interval, Action<Exception> onProblem, TimeProvider clock)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private JobProgress _last = job.Progress.Requeued();
    private long _lastStored = clock.GetTimestamp();
    private Task _storing = Task.CompletedTask;

    /// <summary>Takes a report.</summary>
    public void Report(WorkerProgress report)
    {
        var progress = _last = _last.Advance(report);
        board.Report(job.Id, progress);
        if (clock.GetElapsedTime(_lastStored) >= interval && _storing.IsCompleted)
        {
            _lastStored = clock.GetTimestamp();
            _storing = StoreAsync(progress);
        }
    }

    /// <summary>Waits for what is being stored. After it, nothing is.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _storing;
        _stop.Dispose();
    }

    private async Task StoreAsync(JobProgress progress)
    {
        try
        {
            var stored = await store.ChangeHeldAsync(job, current => current with { Progress = progress }, _stop.Token);
            board.Store(stored);
        }
        catch (Exception error) when (error is OperationCanceledException or LeaseLostException)
        {
            // What was not stored yet need not be; who has no lease any more learns it from what comes next.
        }
        catch (Exception error)
        {
            // Not worth a trained model.
            onProblem(error);
        }
    }
}
