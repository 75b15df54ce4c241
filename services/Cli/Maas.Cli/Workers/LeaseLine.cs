using Grpc.Core;
using Maas.Contracts.Training.V1;
using static Maas.Contracts.Training.V1.TrainingWorkerService;

namespace Maas.Cli.Workers;

/// <summary>
/// Keeps the lease of one assignment alive and sends its progress, over as many connections as it takes. When the service
/// says stop, or was not heard of for as long as the lease lasts, the job is dropped. Thread-safe.
/// </summary>
internal sealed class LeaseLine : IAsyncDisposable
{
    // Between two messages at least.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    private readonly TrainingWorkerServiceClient _service;
    private readonly Assignment _assignment;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _lease;
    private readonly TimeSpan _interval;
    private readonly CancellationTokenSource _dropped = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly ProgressLines _lines;
    private readonly TaskCompletionSource _flushing = NewSignal();
    private readonly Task _keeping;
    private TaskCompletionSource _news = NewSignal();
    private long _lastHeard;

    public LeaseLine(TrainingWorkerServiceClient service, Assignment assignment, TimeProvider clock)
    {
        (_service, _assignment, _clock) = (service, assignment, clock);
        _lines = new ProgressLines(assignment.NeedsAllProgress);
        _lease = assignment.LeaseDuration.ToTimeSpan();
        _interval = assignment.HeartbeatInterval.ToTimeSpan();
        _lastHeard = clock.GetTimestamp();
        _keeping = Task.WhenAll(KeepAsync(), WatchAsync());
    }

    /// <summary>Cancelled when the job is not this worker's any more.</summary>
    public CancellationToken Dropped => _dropped.Token;

    private bool IsOver => _ended.IsCancellationRequested || _dropped.IsCancellationRequested;

    /// <summary>Sends a line of progress; unless the service needs all of them, a newer one may come first.</summary>
    public void Tell(string line)
    {
        _lines.Add(line);
        Signal();
    }

    /// <summary>Waits until the service has all lines that it needs, or the job is dropped.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        _flushing.TrySetResult();
        Signal();
        while (!_lines.IsTold && !IsOver)
        {
            await Task.Delay(ShortestPause / 10, _clock, cancellationToken);
        }
    }

    /// <summary>Says nothing any more: the lease runs on by itself.</summary>
    public async Task EndAsync()
    {
        await _ended.CancelAsync();
        await _keeping;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _ended.Dispose();
        _dropped.Dispose();
    }

    private async Task KeepAsync()
    {
        var backoff = new Backoff(_clock);
        while (!IsOver)
        {
            try
            {
                await TalkAsync(backoff);
            }
            catch (Exception error) when (error is RpcException or OperationCanceledException or InvalidOperationException)
            {
                if (Backoff.IsLost(error))
                {
                    await _dropped.CancelAsync();
                }
            }

            if (!IsOver)
            {
                await backoff.WaitAsync(_ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TalkAsync(Backoff backoff)
    {
        _lines.Return();
        using var call = _service.ReportWork(cancellationToken: _ended.Token);
        var hearing = HearAsync(call.ResponseStream, backoff);
        try
        {
            await SpeakAsync(call.RequestStream, hearing);
        }
        catch (Exception error) when (error is RpcException or InvalidOperationException)
        {
            // Why the call has ended is heard.
        }

        await hearing;
    }

    private async Task SpeakAsync(IClientStreamWriter<ReportWorkRequest> reports, Task hearing)
    {
        while (!hearing.IsCompleted)
        {
            var news = Volatile.Read(ref _news).Task;
            await reports.WriteAsync(NewReport(_lines.Take()), _ended.Token);
            if (!_lines.HasMore)
            {
                await Task.WhenAny(news, hearing, Task.Delay(_interval, _clock, _ended.Token));
            }

            await Task.WhenAny(hearing, _flushing.Task, Task.Delay(ShortestPause, _clock, _ended.Token));
            _ended.Token.ThrowIfCancellationRequested();
        }
    }

    private ReportWorkRequest NewReport(IReadOnlyList<string> lines) => new()
    {
        TrainingJob = _assignment.TrainingJob,
        Lease = _assignment.Lease,
        ProgressLine = lines.LastOrDefault(""),
        EarlierProgressLines = { lines.SkipLast(1) },
    };

    private async Task HearAsync(IAsyncStreamReader<ReportWorkResponse> orders, Backoff backoff)
    {
        await foreach (var order in orders.ReadAllAsync(_ended.Token))
        {
            if (order.Action == ReportWorkResponse.Types.Action.Stop)
            {
                await _dropped.CancelAsync();
                return;
            }

            Volatile.Write(ref _lastHeard, _clock.GetTimestamp());
            _lines.Answer();
            backoff.Reset();
        }
    }

    // Also when a connection is neither alive nor dead, and when this process was stopped for a while.
    private async Task WatchAsync()
    {
        while (!IsOver)
        {
            await Task.Delay(_interval / 4, _clock, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_clock.GetElapsedTime(Volatile.Read(ref _lastHeard)) >= _lease)
            {
                await _dropped.CancelAsync();
                await _ended.CancelAsync();
            }
        }
    }

    private void Signal() => Interlocked.Exchange(ref _news, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
