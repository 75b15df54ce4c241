using Maas.Errors;
using Maas.Monitoring.Monitors;
using Maas.Paging;

namespace Maas.Monitoring.Payloads;

/// <summary>Reads the inputs of single predictions that are kept. Thread-safe.</summary>
internal sealed class PayloadReader(MonitoringDatabase database, TimeProvider clock)
{
    /// <summary>One page, newest minute first.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: there is no such monitor.</exception>
    public Task<Page<KeptPayload>> ListAsync(string monitorId, PageRequest page, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            await MonitorStore.GetAsync(session, monitorId);
            return await PayloadStore.ListAsync(session, monitorId, page, clock.GetUtcNow());
        },
        cancellationToken);
}
