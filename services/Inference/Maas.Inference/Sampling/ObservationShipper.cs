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
    PendingBatches pending, IObservationSink sink, IOptions<SamplingOptions> options, TimeProvider clock, ILogger<ObservationShipper> logger)
    : BackgroundService
{
    // Halved when they do not get through and doubled when they do: what takes longer than the time limit together arrives in parts.
    private int _batchesAtOnce = int.MaxValue;
    private bool _isReachable = true;
    private bool _isStopping;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (!options.Value.IsEnabled)
        {
            return;
        }

        _isStopping = true;
        try
        {
            // What waits from before and the last requests; until nobody answers once, for nobody waits for a shipper.
            while (await ShipAsync(cancellationToken))
            {
            }
        }
        finally
        {
            pending.GiveUp();
        }
    }

    /// <summary>Sends what is pending, or what was seen since.</summary>
    /// <returns>Whether there was something, and nothing of it waits for Monitoring to come back.</returns>
    internal async Task<bool> ShipAsync(CancellationToken cancellationToken)
    {
        pending.Fill(_isStopping);
        if (pending.Count == 0)
        {
            return false;
        }

        var sent = pending.First(_batchesAtOnce);
        var outcome = await sink.SendAsync(sent, cancellationToken);
        switch (outcome.Kind)
        {
            case ShippingOutcomeKind.Taken:
                pending.Settle(sent.Count);
                _batchesAtOnce = (int)Math.Min(2L * _batchesAtOnce, int.MaxValue);
                break;
            case ShippingOutcomeKind.Unreachable:
                _batchesAtOnce = Math.Max(1, sent.Count / 2);
                break;
            default:
                outcome = await ShipApartAsync(cancellationToken);
                break;
        }

        Tell(outcome);
        return _isReachable;
    }

    // One by one, for batches before the refused one were taken and those after it never seen; then in parts. Each is off the
    // list once it is settled.
    private async Task<ShippingOutcome> ShipApartAsync(CancellationToken cancellationToken)
    {
        while (pending.Count > 0)
        {
            var outcome = await sink.SendAsync(pending.First(1), cancellationToken);
            switch (outcome.Kind)
            {
                case ShippingOutcomeKind.Unreachable:
                    return outcome;
                case ShippingOutcomeKind.Refused:
                    pending.Divide(outcome.Problem);
                    break;
                default:
                    pending.Settle(1);
                    break;
            }
        }

        return ShippingOutcome.Taken;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.IsEnabled)
        {
            return;
        }

        pending.Open();
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

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "A shipment to Monitoring failed unexpectedly; it is tried again.")]
    private partial void LogBug(Exception exception);
}
