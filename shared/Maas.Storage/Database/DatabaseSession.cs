using System.Data.Common;
using Dapper;

namespace Maas.Storage.Database;

/// <summary>
/// One transaction in which statements run. Lives as long as the delegate it was given to; not thread-safe.
/// Statements name their values (<c>@name</c>, a property of <c>args</c>) and keep to SQL that both engines know, and to
/// <c>IN @names</c> for lists; <c>FOR UPDATE</c>, with or without <c>SKIP LOCKED</c>, ends a SELECT whose rows are then
/// written.
/// </summary>
public sealed class DatabaseSession
{
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly Func<string, string> _translate;
    private readonly CancellationToken _cancellationToken;

    internal DatabaseSession(
        DbConnection connection, DbTransaction transaction, Func<string, string> translate, CancellationToken cancellationToken)
    {
        _connection = connection;
        _transaction = transaction;
        _translate = translate;
        _cancellationToken = cancellationToken;
    }

    /// <summary>All rows.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? args = null) =>
        (await _connection.QueryAsync<T>(Command(sql, args))).AsList();

    /// <summary>The one row; <c>default</c> when there is none.</summary>
    /// <exception cref="InvalidOperationException">More than one row.</exception>
    public Task<T?> FindAsync<T>(string sql, object? args = null) =>
        _connection.QuerySingleOrDefaultAsync<T>(Command(sql, args));

    /// <summary>The one row.</summary>
    /// <exception cref="InvalidOperationException">No row, or more than one.</exception>
    public Task<T> GetAsync<T>(string sql, object? args = null) =>
        _connection.QuerySingleAsync<T>(Command(sql, args));

    /// <summary>Runs a statement and returns how many rows it touched.</summary>
    public Task<int> ExecuteAsync(string sql, object? args = null) => _connection.ExecuteAsync(Command(sql, args));

    /// <summary>Runs a statement once per row of values.</summary>
    public async Task ExecuteManyAsync<T>(string sql, IEnumerable<T> rows)
        where T : class
    {
        foreach (var row in rows)
        {
            await ExecuteAsync(sql, row);
        }
    }

    private CommandDefinition Command(string sql, object? args) =>
        new(_translate(sql), args, _transaction, cancellationToken: _cancellationToken);
}
