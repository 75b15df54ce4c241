using Maas.Storage.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring;

/// <summary>The one database of Monitoring, SQLite or PostgreSQL, opened before the host listens. Thread-safe.</summary>
internal sealed class MonitoringDatabase(IOptions<MonitoringOptions> options, TimeProvider clock)
    : IHostedLifecycleService, IAsyncDisposable
{
    private RelationalDatabase? _database;

    private RelationalDatabase Opened =>
        _database ?? throw new InvalidOperationException("The database is opened when the host starts.");

    /// <inheritdoc cref="RelationalDatabase.ReadAsync"/>
    public Task<T> ReadAsync<T>(Func<DatabaseSession, Task<T>> query, CancellationToken cancellationToken) =>
        Opened.ReadAsync(query, cancellationToken);

    /// <inheritdoc cref="RelationalDatabase.WriteAsync{T}(Func{DatabaseSession, Task{T}}, CancellationToken)"/>
    public Task<T> WriteAsync<T>(Func<DatabaseSession, Task<T>> work, CancellationToken cancellationToken) =>
        Opened.WriteAsync(work, cancellationToken);

    public async Task StartingAsync(CancellationToken cancellationToken) =>
        _database = options.Value.PostgresConnection.Length > 0
            ? await PostgresDatabase.OpenAsync(
                options.Value.PostgresConnection, typeof(MonitoringDatabase).Assembly, clock, cancellationToken)
            : await SqliteDatabase.OpenAsync(
                Path.Combine(options.Value.DataPath, "monitoring.db"), typeof(MonitoringDatabase).Assembly, clock,
                cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;
}
