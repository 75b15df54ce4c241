using Grpc.Core;
using Maas.Client;
using Maas.Contracts.Monitoring.V1;
using Maas.Errors;
using Microsoft.Extensions.Options;

namespace Maas.Inference.Sampling;

/// <summary>Ships to the Monitoring service: one short <c>Ingest</c> stream per shipment. Thread-safe.</summary>
internal sealed class MonitoringSink(
    MaasChannel channel, string replica, IOptions<SamplingOptions> options, TimeProvider clock) : IObservationSink
{
    private const string MonitoringDomain = "monitoring.maas";

    private readonly MonitoringService.MonitoringServiceClient _client = new(channel.Invoker);

    /// <inheritdoc/>
    public async Task<ShippingOutcome> SendAsync(
        IReadOnlyList<ObservationBatch> batches, CancellationToken cancellationToken)
    {
        try
        {
            var deadline = clock.GetUtcNow().UtcDateTime + options.Value.Timeout;
            using var call = _client.Ingest(deadline: deadline, cancellationToken: cancellationToken);
            try
            {
                foreach (var batch in batches)
                {
                    await call.RequestStream.WriteAsync(MonitoringMessages.ToMessage(batch, replica), cancellationToken);
                }

                await call.RequestStream.CompleteAsync();
            }
            catch (InvalidOperationException)
            {
                // The other side ended the call early: the answer says why.
            }

            await call.ResponseAsync;
            return ShippingOutcome.Taken;
        }
        catch (RpcException error)
        {
            return OutcomeOf(MaasErrors.FromRpc(error, "Monitoring"));
        }
        catch (MaasException error)
        {
            return OutcomeOf(error);
        }
    }

    // Monitoring's own limits are those on monitors and versions: waiting raises none of them.
    private static ShippingOutcome OutcomeOf(MaasException failure) =>
        failure.Code == MaasErrorCode.InvalidArgument
        || (failure.Code == MaasErrorCode.ResourceExhausted && failure.Domain == MonitoringDomain)
            ? ShippingOutcome.Refused(failure.Message)
            : ShippingOutcome.Unreachable(failure.Message.Length > 0 ? failure.Message : failure.Code.ToString());
}
