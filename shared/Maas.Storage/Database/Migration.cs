using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Maas.Digests;

namespace Maas.Storage.Database;

/// <summary>
/// One numbered step of a schema, embedded as <c>NNNN_name.sql</c>. Steps are applied in order, each in its own
/// transaction together with the row that says so, and are never edited once released.
/// </summary>
internal sealed partial record Migration(long Version, string Name, string Sql)
{
    private const string CreateSchemaVersion = """
        CREATE TABLE IF NOT EXISTS schema_version (
            component TEXT NOT NULL,
            version BIGINT NOT NULL,
            name TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            apply_micros BIGINT NOT NULL,
            PRIMARY KEY (component, version)
        )
        """;

    private string Sha256 => Sha256Digest.Of(Encoding.UTF8.GetBytes(Sql)).Hex;

    public static async Task ApplyAsync(
        RelationalDatabase database, Assembly assembly, TimeProvider clock, CancellationToken cancellationToken)
    {
        var component = assembly.GetName().Name!;
        var migrations = ReadFrom(assembly);
        await database.WriteAsync(session => session.ExecuteAsync(database.TranslateSchema(CreateSchemaVersion)), cancellationToken);
        var applied = await database.ReadAsync(
            session => session.QueryAsync<Applied>(
                "SELECT version, sha256 FROM schema_version WHERE component = @component ORDER BY version",
                new { component }),
            cancellationToken);
        Check(component, migrations, applied);
        foreach (var migration in migrations.Skip(applied.Count))
        {
            await database.WriteAsync(
                session => migration.ApplyAsync(session, database.TranslateSchema(migration.Sql), component, clock), cancellationToken);
        }
    }

    private static List<Migration> ReadFrom(Assembly assembly)
    {
        var migrations = assembly.GetManifestResourceNames()
            .Select(resource => (Resource: resource, Match: FileName().Match(resource)))
            .Where(found => found.Match.Success)
            .Select(found => new Migration(
                long.Parse(found.Match.Groups["version"].ValueSpan, CultureInfo.InvariantCulture),
                found.Match.Groups["name"].Value,
                ReadText(assembly, found.Resource)))
            .OrderBy(migration => migration.Version)
            .ToList();
        var gap = migrations.FindIndex(migration => migration.Version != migrations.IndexOf(migration) + 1);
        return gap < 0
            ? migrations
            : throw new InvalidOperationException(
                $"The migrations of {assembly.GetName().Name} must count from 1 without gaps or twins; " +
                $"number {gap + 1} is {migrations[gap].Version:D4}_{migrations[gap].Name}.");
    }

    private static string ReadText(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static void Check(string component, List<Migration> migrations, IReadOnlyList<Applied> applied)
    {
        if (applied.Count > migrations.Count)
        {
            throw new InvalidOperationException(
                $"The database has schema {applied.Count} of {component}, this program knows {migrations.Count}. " +
                "It was written by a newer program; start that one.");
        }

        var edited = migrations.Zip(applied).FirstOrDefault(pair => pair.First.Sha256 != pair.Second.Sha256).First;
        if (edited is not null)
        {
            throw new InvalidOperationException(
                $"Migration {edited.Version:D4}_{edited.Name} of {component} is not the one that was applied to this " +
                "database. Restore its text and add a new migration instead.");
        }
    }

    private async Task ApplyAsync(DatabaseSession session, string sql, string component, TimeProvider clock)
    {
        var isApplied = await session.FindAsync<string>(
            "SELECT name FROM schema_version WHERE component = @component AND version = @Version", new { component, Version });
        if (isApplied is not null)
        {
            // Another process that started with this one was faster.
            return;
        }

        await session.ExecuteAsync(sql);
        await session.ExecuteAsync(
            """
            INSERT INTO schema_version (component, version, name, sha256, apply_micros)
            VALUES (@component, @Version, @Name, @Sha256, @now)
            """,
            new { component, Version, Name, Sha256, now = clock.GetUtcNow().UnixMicroseconds });
    }

    [GeneratedRegex(@"\.(?<version>[0-9]{4})_(?<name>[a-z0-9_]+)\.sql\z")]
    private static partial Regex FileName();

    private sealed record Applied(long Version, string Sha256);
}
