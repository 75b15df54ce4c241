using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Maas.Errors;
using Microsoft.Data.Sqlite;

namespace Maas.Storage.Database;

/// <summary>One SQLite file. The journal is a WAL, flushed at every commit.</summary>
public sealed partial class SqliteDatabase : RelationalDatabase
{
    /// <summary>How long a statement waits for another process that holds the file.</summary>
    private const int BusyTimeoutSeconds = 30;

    private readonly string _connectionString;

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

        await database.MigrateAsync(migrations, clock, cancellationToken);
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

    internal override string TranslateSchema(string schema) => schema;

    // A writer has the whole file to itself.
    private protected override string TranslateStatement(string statement) =>
        statement.Contains(" FOR UPDATE", StringComparison.Ordinal) ? RowLock().Replace(statement, "") : statement;

    private protected override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
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

    private protected override Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: true));

    private protected override Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false));

    // SQLITE_FULL, and SQLITE_IOERR_SHMSIZE when there is no room for the index of the WAL.
    private protected override MaasException? Explain(DbException exception) =>
        exception is SqliteException { SqliteErrorCode: 13 } or SqliteException { SqliteExtendedErrorCode: 4874 }
            ? CommonErrors.StorageFull(exception)
            : null;

    private protected override ValueTask CloseAsync()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex(@" FOR UPDATE( SKIP LOCKED)?\b")]
    private static partial Regex RowLock();
}
