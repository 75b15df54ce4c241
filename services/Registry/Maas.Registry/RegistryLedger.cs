using Maas.Registry.Changes;
using Maas.Storage.Database;

namespace Maas.Registry;

/// <summary>
/// The one door to the registry's database. A write, its change and the answer to its request id are one
/// transaction; watches are woken when it is on disk. Thread-safe.
/// </summary>
internal sealed class RegistryLedger(RelationalDatabase database, RequestLog requests, ChangeSignal signal)
{
    /// <inheritdoc cref="RelationalDatabase.ReadAsync"/>
    public Task<T> ReadAsync<T>(Func<DatabaseSession, Task<T>> query, CancellationToken cancellationToken) =>
        database.ReadAsync(query, cancellationToken);

    /// <summary>The answer that this request got before; null when it was not answered yet. For work that goes before the write.</summary>
    /// <exception cref="Errors.MaasException"><c>REQUEST_ID_REUSED</c>.</exception>
    public async Task<T?> FindAnswerAsync<T>(Mutation mutation, CancellationToken cancellationToken)
        where T : class =>
        mutation is { Request: { } request, ValidateOnly: false }
            ? (await database.ReadAsync(session => RequestLog.FindAsync<T>(session, request), cancellationToken)).Answer
            : null;

    /// <summary>Changes something, once per request id.</summary>
    /// <typeparam name="T">The answer; kept as JSON with the request id.</typeparam>
    public async Task<T> WriteAsync<T>(
        Mutation mutation, Func<DatabaseSession, Task<T>> work, CancellationToken cancellationToken)
    {
        if (mutation.ValidateOnly)
        {
            return await database.RehearseAsync(work, cancellationToken);
        }

        var answer = await database.WriteAsync(
            session => requests.OnceAsync(session, mutation.Request, () => work(session)), cancellationToken);
        signal.Raise();
        return answer;
    }
}
