using Maas.Errors;
using Maas.Paging;
using Maas.Registry.Search;
using Maas.Storage.Database;

namespace Maas.Registry.Versions;

/// <summary>Versions in the database. Every method runs in the session of its caller.</summary>
internal static class VersionTable
{
    private const string Columns = "version_json AS Json, create_revision AS CreateRevision";

    extension(DatabaseSession session)
    {
        /// <summary>Also one that was deleted and not purged yet.</summary>
        public async Task<ModelVersion?> FindVersionAsync(string model, long number)
        {
            var row = await session.FindAsync<Row>(
                $"SELECT {Columns} FROM model_versions WHERE model_id = @model AND version_number = @number",
                new { model, number });
            return row?.ToVersion();
        }

        /// <inheritdoc cref="FindVersionAsync"/>
        /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
        public async Task<ModelVersion> GetVersionAsync(string model, long number) =>
            await session.FindVersionAsync(model, number)
            ?? throw RegistryErrors.ResourceNotFound(RegistryNames.Version(model, number));

        /// <summary>A version that may be served: neither deleted nor quarantined.</summary>
        /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>STATE_CONFLICT</c>.</exception>
        public async Task<ModelVersion> GetServableVersionAsync(string model, long number)
        {
            var version = await session.GetVersionAsync(model, number);
            return version.IsServable
                ? version
                : throw RegistryErrors.StateConflict(version.Name, version.State.ToString(), "Ready or Deprecated");
        }

        /// <summary>Names of a model's versions that must not be served, newest first; the first 1,000.</summary>
        public async Task<IReadOnlyList<string>> ListQuarantinedAsync(string modelName)
        {
            var model = RegistryNames.ParseModel(modelName, "model");
            var numbers = await session.QueryAsync<long>(
                """
                SELECT version_number FROM model_versions WHERE model_id = @model AND state IN ('QUARANTINED', 'DELETED')
                ORDER BY version_number DESC LIMIT 1000
                """,
                new { model });
            return [.. numbers.Select(number => RegistryNames.Version(model, number))];
        }

        /// <summary>How the same files were let in before; null when they were not.</summary>
        public async Task<Admission?> FindAdmissionAsync(string manifestDigest)
        {
            var rows = await session.QueryAsync<string>(
                "SELECT version_json FROM model_versions WHERE manifest_digest = @manifestDigest ORDER BY create_revision DESC LIMIT 10",
                new { manifestDigest });
            return rows.Select(json => DatabaseJson.Read<ModelVersion>(json).Admission)
                .FirstOrDefault(admission => admission?.Verdict == AdmissionVerdict.Admitted);
        }

        /// <summary>What matches, of one model or of all.</summary>
        public async Task<Page<ModelVersion>> ListVersionsAsync(VersionList list, PageRequest page)
        {
            var query = new SearchQuery();
            var value = list.Order.Expression(query);
            string[] conditions =
            [
                list.Model is null ? "1 = 1" : $"v.model_id = {query.Add(list.Model)}",
                list.ShowDeleted ? "1 = 1" : "v.expire_micros = 0 AND v.is_model_deleted = 0",
                new FilterCompiler(VersionSearch.Schema, query).Compile(list.Filter),
                list.Order.Behind(value, page.After, query),
            ];
            var rows = await session.QueryAsync<ListRow>(
                $"""
                SELECT v.version_json AS Json, v.create_revision AS CreateRevision,
                    {value} AS OrderValue
                FROM model_versions v WHERE {string.Join(" AND ", conditions)}
                ORDER BY {list.Order.Clause("OrderValue")} LIMIT {query.Add(page.Size + 1)}
                """,
                query.Arguments);
            var cut = page.Next(rows, row => SearchOrder.MarkOf(row.OrderValue, row.CreateRevision), row => row.Json.Length);
            return new Page<ModelVersion>([.. cut.Rows.Select(row => row.ToVersion())], cut.NextPageToken);
        }

        /// <summary>Takes the next number of a model: never the same twice, whatever happens to the versions.</summary>
        /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
        public async Task<long> TakeVersionNumberAsync(string model) =>
            await session.FindAsync<long?>(
                """
                UPDATE models SET latest_version_number = latest_version_number + 1
                WHERE model_id = @model RETURNING latest_version_number
                """,
                new { model })
            ?? throw RegistryErrors.ResourceNotFound(RegistryNames.Model(model));

        /// <summary>Adds a version with what it is searched by and the blobs it needs.</summary>
        public async Task InsertVersionAsync(ModelVersion version)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO model_versions (model_id, version_number, version_json, create_revision)
                VALUES (@Model, @Number, @json, @CreateRevision)
                """,
                new { version.Model, version.Number, json = DatabaseJson.Write(version), version.CreateRevision });
            await session.IndexVersionAsync(version);
        }

        /// <summary>Writes the state of a version and what belongs to it.</summary>
        public Task UpdateVersionAsync(ModelVersion version) => session.ExecuteAsync(
            """
            UPDATE model_versions SET version_json = @json, state = @state, expire_micros = @expire
            WHERE model_id = @Model AND version_number = @Number
            """,
            new
            {
                version.Model,
                version.Number,
                json = DatabaseJson.Write(version),
                state = VersionIndexTable.NameOf(version.State),
                expire = version.ExpireTime?.UnixMicroseconds ?? 0,
            });
    }

    private record Row
    {
        public string Json { get; init; } = "";

        public long CreateRevision { get; init; }

        public ModelVersion ToVersion() => DatabaseJson.Read<ModelVersion>(Json) with { CreateRevision = CreateRevision };
    }

    private sealed record ListRow : Row
    {
        /// <summary>A number or a text, as the order has it.</summary>
        public object OrderValue { get; init; } = 0L;
    }
}
