using System.Data;
using System.Diagnostics;
using System.Reflection;
using Maas.Errors;
using Microsoft.Data.Sqlite;

namespace Maas.Storage.Database;

/// <summary>
/// One SQLite file that a service owns. What a write returned from is on disk: the journal is a WAL, flushed at every
/// commit. Thread-safe: readers see a snapshot and wait for nobody, writers take turns.
/// </summary>
public sealed class SqliteDatabase : IAsyncDisposable
{
    /// <summary>How long a statement waits for another process that holds the file.</summary>
    private const int BusyTimeoutSeconds = 30;

    private readonly string _connectionString;
    private readonly SemaphoreSlim _writer = new(1, 1);

    private SqliteDatabase(string path) => _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWriteCreate,
        ForeignKeys = true,
        Pooling = true,
        DefaultTimeout = BusyTimeoutSeconds,
    }.ToString();

    /// <summary>Opens or creates the file and brings its schema up to date.</summary>
    /// <param name="path">The file; its folder is created when missing.</param>
    /// <param name="migrations">Assembly that embeds the service's <c>NNNN_name.sql</c> files.</param>
    /// <param name="clock">Dates the migrations.</param>
    /// <param name="cancellationToken">Stops between migrations; what was applied stays.</param>
    /// <exception cref="InvalidOperationException">
    /// A newer program wrote the file, or a migration was edited after it was applied here.
    /// </exception>
    public static async Task<SqliteDatabase> OpenAsync(
        string path, Assembly migrations, TimeProvider clock, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var database = new SqliteDatabase(path);
        await using (var connection = await database.ConnectAsync(cancellationToken))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL";
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await Migration.ApplyAsync(database, typeof(SqliteDatabase).Assembly, clock, cancellationToken);
        await Migration.ApplyAsync(database, migrations, clock, cancellationToken);
        return database;
    }

    /// <summary>As <see cref="OpenAsync"/>, for containers: SQLite has no asynchronous file access, so nothing waits.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public static SqliteDatabase Open(string path, Assembly migrations, TimeProvider clock)
    {
        var opening = OpenAsync(path, migrations, clock, CancellationToken.None);
        Debug.Assert(opening.IsCompleted, "SQLite works on the caller's thread.");
        return opening.GetAwaiter().GetResult();
    }

    /// <summary>Reads one consistent snapshot, however many statements that takes.</summary>
    public async Task<T> ReadAsync<T>(Func<DatabaseSession, Task<T>> query, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: true);
        return await query(new DatabaseSession(connection, transaction, cancellationToken));
    }

    /// <summary>
    /// Writes in one transaction: all of <paramref name="work"/> or, when it throws, nothing. Must not be called from
    /// inside <paramref name="work"/>, which would wait for itself.
    /// </summary>
    /// <exception cref="MaasException"><c>STORAGE_FULL</c>.</exception>
    public Task<T> WriteAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken cancellationToken) =>
        TransactAsync(work, keep: true, cancellationToken);

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

    /// <summary>Closes the pooled connections. No call may be under way.</summary>
    public ValueTask DisposeAsync()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
        _writer.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<T> TransactAsync<T>(
        Func<DatabaseSession, Task<T>> work, bool keep, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await ConnectAsync(cancellationToken);
            await using var transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            var result = await work(new DatabaseSession(connection, transaction, cancellationToken));
            if (keep)
            {
                await transaction.CommitAsync(CancellationToken.None);
            }

            return result;
        }
        catch (SqliteException exception) when (IsFullDisk(exception))
        {
            throw CommonErrors.StorageFull(exception);
        }
        finally
        {
            _writer.Release();
        }
    }

    // SQLITE_FULL, and SQLITE_IOERR_SHMSIZE when there is no room for the index of the WAL.
    private static bool IsFullDisk(SqliteException exception) =>
        exception.SqliteErrorCode == 13 || exception.SqliteExtendedErrorCode == 4874;

    private async Task<SqliteConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous = FULL";
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
