using Maas.Testing.Postgres;

namespace Maas.Monitoring.Tests;

/// <summary>
/// The one PostgreSQL server of all tests in this assembly, started when the first asks for it. In the outermost namespace,
/// for it ends with the tests of its own.
/// </summary>
[SetUpFixture]
internal sealed class SharedPostgres
{
    private static readonly Lock Gate = new();
    private static PostgresServer? _server;

    /// <summary>A connection string to a new database; has the test ignored where PostgreSQL is not installed.</summary>
    public static string CreateDatabase()
    {
        lock (Gate)
        {
            _server ??= PostgresServer.Start();
            return _server.CreateDatabase();
        }
    }

    [OneTimeTearDown]
    public void Stop() => _server?.Dispose();
}
