using System.Data;
using System.Data.Common;
using System.Reflection;
using System.Text.RegularExpressions;
using Maas.Errors;
using Npgsql;

namespace Maas.Storage.Database;

/// <summary>
/// A schema of a PostgreSQL server, the one that the connection's search path names first. Writers take turns across
/// processes by an advisory lock per schema.
/// </summary>
public sealed partial class PostgresDatabase : RelationalDatabase
{
    private const string DiskFull = "53100";

    // What a server answers that has just become a standby.
    private const string ReadOnly = "25006";

    private readonly NpgsqlDataSource _source;

    private PostgresDatabase(NpgsqlDataSource source) => _source = source;

    /// <summary>Connects and brings the schema up to date.</summary>
    /// <param name="connectionString">As Npgsql takes it, e.g. <c>Host=db;Database=maas;Username=registry;Search Path=registry</c>.</param>
    /// <param name="migrations">Assembly that embeds the service's <c>NNNN_name.sql</c> files.</param>
    /// <param name="clock">Dates the migrations.</param>
    /// <param name="cancellationToken">Stops between migrations; what was applied stays.</param>
    /// <exception cref="ArgumentException">The connection string cannot be understood.</exception>
    /// <exception cref="MaasException"><c>DEPENDENCY_UNAVAILABLE</c>: the server does not answer.</exception>
    /// <exception cref="InvalidOperationException">
    /// A newer program wrote the schema, or a migration was edited after it was applied here.
    /// </exception>
    public static async Task<PostgresDatabase> OpenAsync(
        string connectionString, Assembly migrations, TimeProvider clock, CancellationToken cancellationToken)
    {
        var database = new PostgresDatabase(NpgsqlDataSource.Create(connectionString));
        try
        {
            await database.MigrateAsync(migrations, clock, cancellationToken);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    private protected override bool LocksRows => true;

    // Texts compare byte by byte, as in SQLite, so that pages come in the same order on both.
    internal override string TranslateSchema(string schema) =>
        Blob().Replace(Text().Replace(schema, "TEXT COLLATE \"C\""), "BYTEA");

    // A list is one value here: an array.
    private protected override string TranslateStatement(string statement) =>
        statement.Contains(" IN @", StringComparison.Ordinal) ? InList().Replace(statement, "= ANY(@$1)") : statement;

    private protected override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken);

    private protected override async Task<DbTransaction> BeginReadAsync(
        DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    // Read committed: each statement sees all that was committed before it, and the lock was taken before the first.
    private protected override async Task<DbTransaction> BeginWriteAsync(
        DbConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 0))";
        await command.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    // Read committed: a row that was waited for is read as it was left.
    private protected override async Task<DbTransaction> BeginRowsAsync(
        DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

    // Transient: the server cannot be reached, is starting or stopping, has no connection left, or broke off the connection.
    private protected override MaasException? Explain(DbException exception) => exception switch
    {
        PostgresException { SqlState: DiskFull } => CommonErrors.StorageFull(exception),
        PostgresException { IsTransient: false, SqlState: not ("57P01" or ReadOnly) } => null,
        NpgsqlException => CommonErrors.DependencyUnavailable("PostgreSQL", exception),
        _ => null,
    };

    private protected override ValueTask CloseAsync() => _source.DisposeAsync();

    [GeneratedRegex(@"\bTEXT\b")]
    private static partial Regex Text();

    [GeneratedRegex(@"\bIN @(\w+)")]
    private static partial Regex InList();

    [GeneratedRegex(@"\bBLOB\b")]
    private static partial Regex Blob();
}
