using System.Globalization;
using Maas.Paging;
using Maas.Storage.Database;

namespace Maas.Registry.Models;

/// <summary>Models in the database. Every method runs in the session of its caller.</summary>
internal static class ModelTable
{
    private const string Columns = "model_id AS Id, latest_version_number AS Latest, model_json AS Json";

    extension(DatabaseSession session)
    {
        public async Task<Model?> FindModelAsync(string id)
        {
            var row = await session.FindAsync<Row>($"SELECT {Columns} FROM models WHERE model_id = @id", new { id });
            return row is null ? null : (await ToModelsAsync(session, [row]))[0];
        }

        /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
        public async Task<Model> GetModelAsync(string id) =>
            await session.FindModelAsync(id) ?? throw RegistryErrors.ResourceNotFound(RegistryNames.Model(id));

        /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
        public async Task RequireModelAsync(string id) =>
            _ = await session.FindAsync<string>("SELECT model_id FROM models WHERE model_id = @id", new { id })
                ?? throw RegistryErrors.ResourceNotFound(RegistryNames.Model(id));

        /// <summary>Newest first.</summary>
        public async Task<Page<Model>> ListModelsAsync(PageRequest page)
        {
            var (micros, id) = ParseKey(page.After);
            var rows = await session.QueryAsync<Row>(
                $"""
                SELECT {Columns} FROM models
                WHERE create_micros < @micros OR (create_micros = @micros AND model_id < @id)
                ORDER BY create_micros DESC, model_id DESC
                LIMIT @limit
                """,
                new { micros, id, limit = page.Size + 1 });
            return page.Next(await ToModelsAsync(session, rows), Key);
        }

        public Task InsertModelAsync(Model model) => session.ExecuteAsync(
            """
            INSERT INTO models (model_id, create_micros, latest_version_number, model_json)
            VALUES (@Id, @micros, 0, @json)
            """,
            new { model.Id, micros = model.CreateTime.UnixMicroseconds, json = DatabaseJson.Write(model) });

        public Task UpdateModelAsync(Model model) => session.ExecuteAsync(
            "UPDATE models SET model_json = @json WHERE model_id = @Id",
            new { model.Id, json = DatabaseJson.Write(model) });
    }

    private static string Key(Model model) =>
        string.Create(CultureInfo.InvariantCulture, $"{model.CreateTime.UnixMicroseconds}/{model.Id}");

    private static (long Micros, string Id) ParseKey(string? key) => key?.Split('/') is [var micros, var id]
        ? (long.Parse(micros, CultureInfo.InvariantCulture), id)
        : (long.MaxValue, "");

    private static async Task<List<Model>> ToModelsAsync(DatabaseSession session, IReadOnlyList<Row> rows)
    {
        var ids = rows.Select(row => row.Id).ToList();
        var aliases = ids.Count == 0
            ? []
            : await session.QueryAsync<AliasRow>(
                "SELECT model_id AS ModelId, alias_id AS AliasId, version_number AS Number FROM aliases WHERE model_id IN @ids",
                new { ids });
        var byModel = aliases.ToLookup(alias => alias.ModelId);
        return
        [
            .. rows.Select(row => DatabaseJson.Read<Model>(row.Json) with
            {
                LatestVersionNumber = row.Latest,
                Aliases = byModel[row.Id].ToDictionary(alias => alias.AliasId, alias => alias.Number),
            }),
        ];
    }

    private sealed record Row(string Id, long Latest, string Json);

    private sealed record AliasRow(string ModelId, string AliasId, long Number);
}
