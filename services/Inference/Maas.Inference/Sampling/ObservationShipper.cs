using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Sampling;

/// <summary>
/// Carries what was seen to whoever wants to know, a shipment at a time. While the other side is away the shipment
/// waits with its ids and everything newer stays in the buffer, which is bounded. What is refused is taken apart, so that
/// one model cannot cost another its counts.
/// </summary>
internal sealed partial class ObservationShipper(
    ObservationBuffer buffer, IObservationSink sink, SamplingMetrics metrics, IOptions<SamplingOptions> options, TimeProvider clock,
    ILogger<ObservationShipper> logger) : BackgroundService
{
    private ObservationBatch[] _pending = [];

    // Halved when they do not get through and doubled when they do: what takes longer than the time limit together arrives in parts.
    private int _batchesAtOnce = int.MaxValue;
    private bool _isReachable = true;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!options.Value.IsEnabled)
        {
            return;
        }

        try
        {
            // What waits from before and the last requests; until nobody answers once, for nobody waits for a shipper.
            while (await ShipAsync(cancellationToken))
            {
            }
        }
        finally
        {
            GiveUp();
        }
    }

    /// <summary>Sends what is pending, or what was seen since.</summary>
    /// <returns>Whether there was something, and nothing of it waits for Monitoring to come back.</returns>
    internal async Task<bool> ShipAsync(CancellationToken cancellationToken)
    {
        if (_pending.Length == 0)
        {
            _pending = [.. ObservationBatch.Of(buffer.Take())];
        }

        if (_pending.Length == 0)
        {
            return false;
        }

        var sent = _pending[..Math.Min(_pending.Length, _batchesAtOnce)];
        var outcome = await sink.SendAsync(sent, cancellationToken);
        switch (outcome.Kind)
        {
            case ShippingOutcomeKind.Taken:
                metrics.Delivered(sent.Sum(batch => batch.Rows.Count));
                _pending = _pending[sent.Length..];
                _batchesAtOnce = (int)Math.Min(2L * _batchesAtOnce, int.MaxValue);
                break;
            case ShippingOutcomeKind.Unreachable:
                _batchesAtOnce = Math.Max(1, sent.Length / 2);
                break;
            default:
                outcome = await ShipApartAsync(cancellationToken);
                break;
        }

        Tell(outcome);
        return _isReachable;
    }

    // One by one, for batches before the refused one were taken and those after it never seen; then in parts. Each is off the
    // list once it is settled: parts that were made of it a second time would have other ids, and be counted twice.
    private async Task<ShippingOutcome> ShipApartAsync(CancellationToken cancellationToken)
    {
        while (_pending is [var next, .. var rest])
        {
            var outcome = await sink.SendAsync([next], cancellationToken);
            switch (outcome.Kind)
            {
                case ShippingOutcomeKind.Unreachable:
                    return outcome;
                case ShippingOutcomeKind.Refused:
                    _pending = [.. Divide(next, outcome.Problem), .. rest];
                    break;
                default:
                    metrics.Delivered(next.Rows.Count);
                    _pending = rest;
                    break;
            }
        }

        return ShippingOutcome.Taken;
    }

    private IReadOnlyList<ObservationBatch> Divide(ObservationBatch refused, string problem)
    {
        var parts = refused.Apart();
        var lost = refused.Rows.Count - parts.Sum(part => part.Rows.Count);
        var lostRequests = refused.RequestCount - parts.Sum(part => part.RequestCount);
        metrics.Lost(lost, SamplingMetrics.Refused);
        metrics.LostRequests(lostRequests, SamplingMetrics.Refused);
        if (lost > 0 || lostRequests > 0)
        {
            LogRefused(lost, lostRequests, problem);
        }

        // A number that is refused alone would be refused for ever.
        if (parts.Count == 0 && (refused.Rows.Count > 0 || refused.Counts.Count > 0))
        {
            buffer.AddDropped(refused.Rows.Count + refused.DroppedSampleCount);
        }

        return parts;
    }

    // What was sent and not answered may have arrived; it counts as lost, for nobody knows.
    private void GiveUp()
    {
        ObservationBatch[] left = [.. _pending, .. ObservationBatch.Of(buffer.Take())];
        _pending = [];
        var (samples, requests) = (left.Sum(batch => (long)batch.Rows.Count), left.Sum(batch => batch.RequestCount));
        metrics.Lost(samples, SamplingMetrics.Stopped);
        metrics.LostRequests(requests, SamplingMetrics.Stopped);
        if (samples > 0 || requests > 0)
        {
            LogStopped(samples, requests);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.IsEnabled)
        {
            return;
        }

        buffer.Open();
        using var timer = new PeriodicTimer(options.Value.Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ShipAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A bug here must not end the host: it serves.
                LogBug(exception);
            }
        }
    }

    private void Tell(ShippingOutcome outcome)
    {
        var isReachable = outcome.Kind != ShippingOutcomeKind.Unreachable;
        if (_isReachable && !isReachable)
        {
            LogUnreachable(outcome.Problem);
        }
        else if (!_isReachable && isReachable)
        {
            LogReachable();
        }

        _isReachable = isReachable;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Monitoring takes nothing now; what it should see waits: {Problem}")]
    private partial void LogUnreachable(string problem);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Monitoring takes what was seen again.")]
    private partial void LogReachable();

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "Monitoring refused {SampleCount} samples and the counts of {RequestCount} requests for good: {Problem}")]
    private partial void LogRefused(long sampleCount, long requestCount, string problem);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "A shipment to Monitoring failed unexpectedly; it is tried again.")]
    private partial void LogBug(Exception exception);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "Stopped before Monitoring took {SampleCount} samples and the counts of {RequestCount} requests.")]
    private partial void LogStopped(long sampleCount, long requestCount);
}
