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
    ObservationBuffer buffer, IObservationSink sink, IOptions<SamplingOptions> options, TimeProvider clock,
    ILogger<ObservationShipper> logger) : BackgroundService
{
    private IReadOnlyList<ObservationBatch> _pending = [];
    private bool _isReachable = true;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // The last requests before the end; once, for nobody waits for a shipper.
        if (options.Value.IsEnabled)
        {
            await ShipAsync(cancellationToken);
        }
    }

    /// <summary>Sends what is pending, or what was seen since.</summary>
    internal async Task ShipAsync(CancellationToken cancellationToken)
    {
        if (_pending.Count == 0)
        {
            _pending = ObservationBatch.Of(buffer.Take());
        }

        if (_pending.Count > 0)
        {
            var outcome = await sink.SendAsync(_pending, cancellationToken);
            if (outcome.Kind == ShippingOutcomeKind.Refused)
            {
                outcome = await ShipApartAsync(cancellationToken);
            }

            Settle(outcome);
        }
    }

    // One by one, for batches before the refused one were taken and those after it never seen; then in parts.
    private async Task<ShippingOutcome> ShipApartAsync(CancellationToken cancellationToken)
    {
        var left = new LinkedList<ObservationBatch>(_pending);
        while (left.First is { } next)
        {
            var outcome = await sink.SendAsync([next.Value], cancellationToken);
            if (outcome.Kind == ShippingOutcomeKind.Unreachable)
            {
                _pending = [.. left];
                return outcome;
            }

            left.RemoveFirst();
            if (outcome.Kind == ShippingOutcomeKind.Refused)
            {
                Divide(next.Value, left, outcome.Problem);
            }
        }

        return ShippingOutcome.Taken;
    }

    private void Divide(ObservationBatch refused, LinkedList<ObservationBatch> left, string problem)
    {
        var parts = refused.Apart();
        foreach (var part in parts.Reverse())
        {
            left.AddFirst(part);
        }

        var lost = refused.Rows.Count - parts.Sum(part => part.Rows.Count);
        if (parts.Count == 0 || lost > 0)
        {
            LogRefused(lost, parts.Count == 0 ? refused.Counts.Count : 0, problem);
        }

        if (parts.Count == 0)
        {
            buffer.AddDropped(refused.Rows.Count + refused.DroppedSampleCount);
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

    private void Settle(ShippingOutcome outcome)
    {
        switch (outcome.Kind)
        {
            case ShippingOutcomeKind.Unreachable:
                if (_isReachable)
                {
                    LogUnreachable(outcome.Problem);
                }

                _isReachable = false;
                return;
            default:
                if (!_isReachable)
                {
                    LogReachable();
                }

                break;
        }

        _isReachable = true;
        _pending = [];
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Monitoring takes nothing now; what it should see waits: {Problem}")]
    private partial void LogUnreachable(string problem);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Monitoring takes what was seen again.")]
    private partial void LogReachable();

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "Monitoring refused {SampleCount} samples and {CountCount} counts for good: {Problem}")]
    private partial void LogRefused(long sampleCount, long countCount, string problem);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "A shipment to Monitoring failed unexpectedly; it is tried again.")]
    private partial void LogBug(Exception exception);
}
