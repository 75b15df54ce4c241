using System.Globalization;
using Maas.Paging;
using Maas.Storage.Database;

namespace Maas.Registry.Versions;

/// <summary>Versions in the database. Every method runs in the session of its caller.</summary>
internal static class VersionTable
{
    extension(DatabaseSession session)
    {
        /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
        public async Task<ModelVersion> GetVersionAsync(string model, long number)
        {
            var json = await session.FindAsync<string>(
                "SELECT version_json FROM model_versions WHERE model_id = @model AND version_number = @number",
                new { model, number });
            return json is null
                ? throw RegistryErrors.ResourceNotFound(RegistryNames.Version(model, number))
                : DatabaseJson.Read<ModelVersion>(json);
        }

        /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
        public async Task RequireVersionAsync(string model, long number) =>
            _ = await session.FindAsync<long?>(
                    "SELECT version_number FROM model_versions WHERE model_id = @model AND version_number = @number",
                    new { model, number })
                ?? throw RegistryErrors.ResourceNotFound(RegistryNames.Version(model, number));

        /// <summary>Highest number first.</summary>
        public async Task<Page<ModelVersion>> ListVersionsAsync(string model, PageRequest page)
        {
            var below = page.After is null ? long.MaxValue : long.Parse(page.After, CultureInfo.InvariantCulture);
            var rows = await session.QueryAsync<string>(
                """
                SELECT version_json FROM model_versions
                WHERE model_id = @model AND version_number < @below
                ORDER BY version_number DESC LIMIT @limit
                """,
                new { model, below, limit = page.Size + 1 });
            return page.Next(
                [.. rows.Select(DatabaseJson.Read<ModelVersion>)],
                version => version.Number.ToString(CultureInfo.InvariantCulture));
        }

        /// <summary>Takes the next number of a model: never the same twice, whatever happens to the versions.</summary>
        /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
        public async Task<long> TakeVersionNumberAsync(string model) =>
            await session.FindAsync<long?>(
                """
                UPDATE models SET latest_version_number = latest_version_number + 1
                WHERE model_id = @model RETURNING latest_version_number
                """,
                new { model })
            ?? throw RegistryErrors.ResourceNotFound(RegistryNames.Model(model));

        public Task InsertVersionAsync(ModelVersion version) => session.ExecuteAsync(
            "INSERT INTO model_versions (model_id, version_number, version_json) VALUES (@Model, @Number, @json)",
            new { version.Model, version.Number, json = DatabaseJson.Write(version) });
    }
}
