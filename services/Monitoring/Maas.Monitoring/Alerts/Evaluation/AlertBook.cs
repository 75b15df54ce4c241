using System.Runtime.CompilerServices;
using Maas.Errors;
using Maas.Monitoring.Alerts.Silences;
using Maas.Names;
using Maas.Paging;
using Maas.Storage.Database;

namespace Maas.Monitoring.Alerts.Evaluation;

/// <summary>An alert, and what keeps it quiet now.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="Silences"><c>silences/{silence}</c> each.</param>
internal sealed record AlertView(Alert Alert, IReadOnlyList<string> Silences);

/// <summary>Reads alerts. Thread-safe.</summary>
internal sealed class AlertBook(AlertLedger ledger, AlertSignal signal, TimeProvider clock)
{
    private const int BatchSize = 256;

    // Another process on the same database wakes nobody here.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public Task<AlertView> GetAsync(string name, CancellationToken cancellationToken)
    {
        var id = ResourceName.Parse(name, "name", "alerts")[0];
        return ledger.ReadAsync(
            async session => (await ViewAsync(session, [await session.GetAlertAsync(id)]))[0], cancellationToken);
    }

    /// <summary>Those that changed last first.</summary>
    /// <param name="monitor"><c>monitors/{monitor}</c>; empty for all.</param>
    /// <param name="states">Empty for all.</param>
    /// <param name="pageSize">See <see cref="PageRequest"/>.</param>
    /// <param name="pageToken">See <see cref="PageRequest"/>.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>, <c>PAGE_TOKEN_INVALID</c>.</exception>
    public Task<Page<AlertView>> ListAsync(
        string monitor, IReadOnlyList<AlertState> states, int pageSize, string pageToken, CancellationToken cancellationToken)
    {
        var checks = new FieldChecks();
        checks.Require(states.Count <= 3, "states", $"Expected at most 3, got {states.Count}.");
        checks.Require(
            states.All(state => Enum.IsDefined(state)), "states", $"Expected pending, firing or resolved, got {string.Join(", ", states.Select(state => (int)state))}.");
        checks.ThrowIfAny();
        var monitorId = MonitorIdOf(monitor);
        var page = PageRequest.Parse(pageSize, pageToken, $"alerts\n{monitor}\n{string.Join(',', states.Order())}");
        return ledger.ReadAsync(
            async session =>
            {
                var alerts = await session.ListAlertsAsync(monitorId, states, page);
                return new Page<AlertView>(await ViewAsync(session, alerts.Rows), alerts.NextPageToken);
            },
            cancellationToken);
    }

    /// <summary>
    /// Yields alerts that have changed since a revision, then every one that changes, as it is by then. A reader that is slow gets
    /// the newest of each. Never ends by itself.
    /// </summary>
    /// <param name="monitor"><c>monitors/{monitor}</c>; empty for all.</param>
    /// <param name="sinceRevision">0 for all that is known, negative for none.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <exception cref="MaasException"><c>INVALID_FIELD</c>.</exception>
    public async IAsyncEnumerable<AlertView> WatchAsync(
        string monitor, long sinceRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var monitorId = MonitorIdOf(monitor);
        var revision = sinceRevision >= 0
            ? sinceRevision
            : await ledger.ReadAsync(
                session => AlertCounters.LastAsync(session, AlertCounters.Revision), cancellationToken);
        while (true)
        {
            var next = signal.Next;
            var batch = await ledger.ReadAsync(
                async session => await ViewAsync(session, await session.ListChangedAlertsAsync(monitorId, revision, BatchSize)),
                cancellationToken);
            foreach (var view in batch)
            {
                revision = view.Alert.Revision;
                yield return view;
            }

            if (batch.Count == 0)
            {
                await AlertSignal.WaitAsync(next, LongestWait, clock, cancellationToken);
            }
        }
    }

    private static string MonitorIdOf(string monitor) =>
        monitor.Length == 0 ? "" : ResourceName.Parse(monitor, "monitor", "monitors")[0];

    private async Task<IReadOnlyList<AlertView>> ViewAsync(DatabaseSession session, IReadOnlyList<Alert> alerts)
    {
        var silences = await session.ListSilencesAtAsync(clock.GetUtcNow());
        return
        [
            .. alerts.Select(alert => new AlertView(
                alert,
                alert.State == AlertState.Resolved
                    ? []
                    : [.. silences.Where(silence => silence.Matches(alert)).Select(silence => silence.Name)])),
        ];
    }
}
