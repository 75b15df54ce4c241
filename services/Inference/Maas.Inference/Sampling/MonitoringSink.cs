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
            return OutcomeOf((MaasErrorCode)error.StatusCode, error.Status.Detail);
        }
        catch (MaasException error)
        {
            return OutcomeOf(error.Code, error.Message);
        }
    }

    private static ShippingOutcome OutcomeOf(MaasErrorCode code, string problem) => code == MaasErrorCode.InvalidArgument
        ? ShippingOutcome.Refused(problem)
        : ShippingOutcome.Unreachable(problem);
}
