using System.Globalization;
using Maas.Digests;
using Maas.Errors;
using Maas.Paging;
using Maas.Storage.Database;
using Maas.Training.Profiles;
using Maas.Training.Storage;

namespace Maas.Training.Datasets;

/// <summary>Datasets, their versions and rejected rows in the database. Thread-safe.</summary>
internal sealed class DatasetStore(RelationalDatabase database)
{
    private const string SelectLine =
        "SELECT id AS Id, uid AS Uid, latest_version AS LatestVersion, create_micros AS CreateMicros FROM dataset ";

    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public async Task<DatasetLine> GetAsync(string id, CancellationToken cancellationToken) =>
        (await database.ReadAsync(session => FindLineAsync(session, id), cancellationToken))?.ToLine()
        ?? throw TrainingErrors.ResourceNotFound(DatasetLine.NameOf(id));

    /// <summary>Newest first.</summary>
    public async Task<Page<DatasetLine>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var (micros, id) = TimeKey.Parse(page.After);
        var rows = await database.ReadAsync(
            session => session.QueryAsync<LineRow>(
                SelectLine + """
                WHERE create_micros < @micros OR (create_micros = @micros AND id > @id)
                ORDER BY create_micros DESC, id LIMIT @limit
                """,
                new { micros, id, limit = page.Size + 1 }),
            cancellationToken);
        return page.Next([.. rows.Select(row => row.ToLine())], line => TimeKey.Of(line.CreateTime, line.Id));
    }

    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public async Task<DatasetVersion> GetVersionAsync(string id, long number, CancellationToken cancellationToken)
    {
        var json = await database.ReadAsync(
            session => session.FindAsync<string>(
                "SELECT version_json FROM dataset_version WHERE dataset_id = @id AND number = @number", new { id, number }),
            cancellationToken);
        return json is null
            ? throw TrainingErrors.ResourceNotFound(DatasetVersion.NameOf(id, number))
            : DatabaseJson.Read<DatasetVersion>(json);
    }

    /// <summary>Highest number first.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: no such dataset.</exception>
    public async Task<Page<DatasetVersion>> ListVersionsAsync(string id, PageRequest page, CancellationToken cancellationToken)
    {
        await GetAsync(id, cancellationToken);
        var below = page.After is null ? long.MaxValue : long.Parse(page.After, CultureInfo.InvariantCulture);
        var rows = await database.ReadAsync(
            session => session.QueryAsync<string>(
                """
                SELECT version_json FROM dataset_version WHERE dataset_id = @id AND number < @below
                ORDER BY number DESC LIMIT @limit
                """,
                new { id, below, limit = page.Size + 1 }),
            cancellationToken);
        return page.Next(
            [.. rows.Select(DatabaseJson.Read<DatasetVersion>)],
            version => version.Number.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>By line.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>: no such version.</exception>
    public async Task<Page<RejectedRow>> ListRejectedRowsAsync(
        string id, long number, PageRequest page, CancellationToken cancellationToken)
    {
        await GetVersionAsync(id, number, cancellationToken);
        var after = page.After is null ? 0 : long.Parse(page.After, CultureInfo.InvariantCulture);
        var rows = await database.ReadAsync(
            session => session.QueryAsync<string>(
                """
                SELECT row_json FROM rejected_row
                WHERE dataset_id = @id AND number = @number AND line_number > @after ORDER BY line_number LIMIT @limit
                """,
                new { id, number, after, limit = page.Size + 1 }),
            cancellationToken);
        return page.Next(
            [.. rows.Select(DatabaseJson.Read<RejectedRow>)],
            row => row.LineNumber.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Versions of a dataset that were made of the same bytes, oldest first.</summary>
    public async Task<IReadOnlyList<DatasetVersion>> FindBySourceAsync(
        string id, Sha256Digest source, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => FindBySourceAsync(session, id, source), cancellationToken);

    /// <summary>
    /// Adds the next version and its rejected rows, and the dataset when it is new. When another call added the same
    /// bytes with the same kinds in the meantime, that version is returned.
    /// </summary>
    /// <param name="version">Its number is ignored.</param>
    /// <param name="rejects">Each on another line.</param>
    /// <param name="cancellationToken">Before the commit, nothing is kept.</param>
    public async Task<DatasetVersion> AddVersionAsync(
        DatasetVersion version, IReadOnlyList<RejectedRow> rejects, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async session =>
            {
                var id = version.DatasetId;
                var twin = (await FindBySourceAsync(session, id, version.Source))
                    .FirstOrDefault(known => known.Format == version.Format && known.Columns.SequenceEqual(version.Columns));
                if (twin is not null)
                {
                    return twin;
                }

                var number = ((await FindLineAsync(session, id))?.LatestVersion ?? 0) + 1;
                await session.ExecuteAsync(
                    """
                    INSERT INTO dataset (id, uid, latest_version, create_micros) VALUES (@id, @uid, @number, @micros)
                    ON CONFLICT (id) DO UPDATE SET latest_version = @number
                    """,
                    new { id, uid = Guid.NewGuid().ToString(), number, micros = version.CreateTime.UnixMicroseconds });
                var added = version with { Number = number };
                await session.ExecuteAsync(
                    """
                    INSERT INTO dataset_version (dataset_id, number, source_sha256, version_json)
                    VALUES (@id, @number, @source, @json)
                    """,
                    new { id, number, source = version.Source.Hex, json = DatabaseJson.Write(added) });
                foreach (var row in rejects)
                {
                    await session.ExecuteAsync(
                        """
                        INSERT INTO rejected_row (dataset_id, number, line_number, row_json)
                        VALUES (@id, @number, @LineNumber, @json)
                        """,
                        new { id, number, row.LineNumber, json = DatabaseJson.Write(row) });
                }

                return added;
            },
            cancellationToken);

    /// <summary>The profile of a version; null when it was not computed yet.</summary>
    public async Task<DatasetProfile?> FindProfileAsync(DatasetVersion version, CancellationToken cancellationToken)
    {
        var json = await database.ReadAsync(
            session => session.FindAsync<string>(
                "SELECT profile_json FROM dataset_version WHERE dataset_id = @DatasetId AND number = @Number", version),
            cancellationToken);
        return json is null ? null : DatabaseJson.Read<DatasetProfile>(json);
    }

    /// <summary>Keeps the profile of a version.</summary>
    public Task SetProfileAsync(DatasetVersion version, DatasetProfile profile, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.ExecuteAsync(
                "UPDATE dataset_version SET profile_json = @json WHERE dataset_id = @DatasetId AND number = @Number",
                new { json = DatabaseJson.Write(profile), version.DatasetId, version.Number }),
            cancellationToken);

    private static async Task<IReadOnlyList<DatasetVersion>> FindBySourceAsync(
        DatabaseSession session, string id, Sha256Digest source)
    {
        var rows = await session.QueryAsync<string>(
            "SELECT version_json FROM dataset_version WHERE dataset_id = @id AND source_sha256 = @source ORDER BY number",
            new { id, source = source.Hex });
        return [.. rows.Select(DatabaseJson.Read<DatasetVersion>)];
    }

    private static Task<LineRow?> FindLineAsync(DatabaseSession session, string id) =>
        session.FindAsync<LineRow>(SelectLine + "WHERE id = @id", new { id });

    private sealed record LineRow(string Id, string Uid, long LatestVersion, long CreateMicros)
    {
        public DatasetLine ToLine() => new()
        {
            Id = Id,
            Uid = Guid.Parse(Uid),
            LatestVersion = LatestVersion,
            CreateTime = StorableTime.FromUnixMicroseconds(CreateMicros),
        };
    }
}
