using System.Data.Common;
using System.Reflection;
using Maas.Errors;

namespace Maas.Storage.Database;

/// <summary>
/// A database that a service owns, SQLite or PostgreSQL. What a write returned from is on disk. Thread-safe: readers see
/// a snapshot and wait for nobody, writers take turns, so that numbers given out in a write are committed in their order.
/// </summary>
public abstract class RelationalDatabase : IAsyncDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);

    private protected RelationalDatabase()
    {
    }

    /// <summary>Reads one consistent snapshot, however many statements that takes.</summary>
    /// <exception cref="MaasException"><c>DEPENDENCY_UNAVAILABLE</c>: the database server does not answer.</exception>
    public async Task<T> ReadAsync<T>(Func<DatabaseSession, Task<T>> query, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await ConnectAsync(cancellationToken);
            await using var transaction = await BeginReadAsync(connection, cancellationToken);
            return await query(new DatabaseSession(connection, transaction, TranslateStatement, cancellationToken));
        }
        catch (DbException exception) when (Explain(exception) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>
    /// Writes in one transaction: all of <paramref name="work"/> or, when it throws, nothing. Must not be called from
    /// inside <paramref name="work"/>, which would wait for itself.
    /// </summary>
    /// <exception cref="MaasException">
    /// <c>STORAGE_FULL</c>; <c>DEPENDENCY_UNAVAILABLE</c>: the database server does not answer. When it went away during
    /// the commit, nobody knows yet whether the write is there: a <see cref="RequestLog"/> lets a repeated call find out.
    /// </exception>
    public Task<T> WriteAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken cancellationToken) =>
        TransactAsync(work, keep: true, cancellationToken);

    /// <summary>
    /// As <see cref="WriteAsync{T}"/>, but waits for no other writer where the engine locks single rows: for work that locks
    /// the rows it reads, by <c>FOR UPDATE</c> or <c>FOR UPDATE SKIP LOCKED</c>, and so do all others that write them.
    /// </summary>
    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task<T> WriteRowsAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken cancellationToken) =>
        LocksRows ? BesidesAsync(work, cancellationToken) : WriteAsync(work, cancellationToken);

    /// <summary>As <see cref="WriteAsync{T}"/>, but keeps nothing: tells what would come of it.</summary>
    public Task<T> RehearseAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken cancellationToken) =>
        TransactAsync(work, keep: false, cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<DatabaseSession, Task> work, CancellationToken cancellationToken) => WriteAsync(
        async session =>
        {
            await work(session);
            return true;
        },
        cancellationToken);

    /// <summary>Closes the connections. No call may be under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _writer.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether rows can be locked one by one.</summary>
    private protected virtual bool LocksRows => false;

    /// <summary>A migration in the words of this engine.</summary>
    internal abstract string TranslateSchema(string schema);

    /// <summary>A statement in the words of this engine.</summary>
    private protected abstract string TranslateStatement(string statement);

    private protected abstract Task<DbConnection> ConnectAsync(CancellationToken cancellationToken);

    private protected abstract Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Begins a transaction that no other writer's overlaps.</summary>
    private protected abstract Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Begins a transaction beside those of other writers. Only where <see cref="LocksRows"/>.</summary>
    private protected virtual Task<DbTransaction> BeginRowsAsync(DbConnection connection, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This engine locks no rows.");

    /// <summary>What a caller is told of a failure that is no bug; null for a bug.</summary>
    private protected abstract MaasException? Explain(DbException exception);

    private protected abstract ValueTask CloseAsync();

    private protected async Task MigrateAsync(Assembly migrations, TimeProvider clock, CancellationToken cancellationToken)
    {
        await Migration.ApplyAsync(this, typeof(RelationalDatabase).Assembly, clock, cancellationToken);
        await Migration.ApplyAsync(this, migrations, clock, cancellationToken);
    }

    private async Task<T> BesidesAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await ConnectAsync(cancellationToken);
            await using var transaction = await BeginRowsAsync(connection, cancellationToken);
            var result = await work(new DatabaseSession(connection, transaction, TranslateStatement, cancellationToken));
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        }
        catch (DbException exception) when (Explain(exception) is { } explained)
        {
            throw explained;
        }
    }

    private async Task<T> TransactAsync<T>(
        Func<DatabaseSession, Task<T>> work, bool keep, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await ConnectAsync(cancellationToken);
            await using var transaction = await BeginWriteAsync(connection, cancellationToken);
            var result = await work(new DatabaseSession(connection, transaction, TranslateStatement, cancellationToken));
            if (keep)
            {
                await transaction.CommitAsync(CancellationToken.None);
            }

            return result;
        }
        catch (DbException exception) when (Explain(exception) is { } explained)
        {
            throw explained;
        }
        finally
        {
            _writer.Release();
        }
    }
}
