namespace Maas.Training.Tests.Databases;

/// <summary>Where a service under test keeps its metadata. The same tests run on both.</summary>
public enum TestDatabase
{
    /// <summary>The embedded default.</summary>
    Sqlite,

    /// <summary>A real server.</summary>
    Postgres,
}
