using Maas.Testing.Postgres;

namespace Maas.Registry.Tests.Databases;

/// <summary>Where a registry under test keeps its metadata. The same tests run on both.</summary>
public enum TestDatabase
{
    /// <summary>The embedded default.</summary>
    Sqlite,

    /// <summary>A real server.</summary>
    Postgres,
}

/// <summary>The one PostgreSQL server of all tests in this assembly, started when the first asks for it.</summary>
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
