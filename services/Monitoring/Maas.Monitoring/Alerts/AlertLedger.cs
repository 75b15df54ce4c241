using Maas.Monitoring.Alerts.Audit;
using Maas.Storage.Database;

namespace Maas.Monitoring.Alerts;

/// <summary>
/// The door to the tables of alerts. A write, its audit event and the answer to its request id are one transaction;
/// those who wait are woken when it is on disk. Thread-safe.
/// </summary>
internal sealed class AlertLedger(MonitoringDatabase database, RequestLog requests, AlertSignal signal)
{
    /// <inheritdoc cref="RelationalDatabase.ReadAsync"/>
    public Task<T> ReadAsync<T>(Func<DatabaseSession, Task<T>> query, CancellationToken cancellationToken) =>
        database.ReadAsync(query, cancellationToken);

    /// <summary>Changes something, once per request id.</summary>
    /// <typeparam name="T">The answer; kept as JSON with the request id.</typeparam>
    public Task<T> WriteAsync<T>(Mutation mutation, Func<DatabaseSession, Task<T>> work, CancellationToken cancellationToken) =>
        WriteAsync(session => requests.OnceAsync(session, mutation.Request, () => work(session)), cancellationToken);

    /// <summary>Changes something that no caller asked for.</summary>
    public async Task<T> WriteAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken cancellationToken)
    {
        var answer = await database.WriteAsync(work, cancellationToken);
        signal.Raise();
        return answer;
    }
}
