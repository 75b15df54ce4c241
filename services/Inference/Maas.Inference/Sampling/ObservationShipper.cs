using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Sampling;

/// <summary>
/// Carries what was seen to whoever wants to know, a shipment at a time. While the other side is away the shipment
/// waits with its ids and everything newer stays in the buffer, which is bounded.
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
            Settle(await sink.SendAsync(_pending, cancellationToken));
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
            case ShippingOutcomeKind.Refused:
                var lost = _pending.Sum(batch => batch.Rows.Count + batch.DroppedSampleCount);
                LogRefused(lost, outcome.Problem);
                buffer.AddDropped(lost);
                break;
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

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "Monitoring refused {SampleCount} samples for good: {Problem}")]
    private partial void LogRefused(long sampleCount, string problem);

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "A shipment to Monitoring failed unexpectedly; it is tried again.")]
    private partial void LogBug(Exception exception);
}
