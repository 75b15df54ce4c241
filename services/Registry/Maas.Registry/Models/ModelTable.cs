using Maas.Paging;
using Maas.Registry.Search;
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

        /// <summary>Also one that was deleted and not purged yet.</summary>
        /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
        public async Task<Model> GetModelAsync(string id) =>
            await session.FindModelAsync(id) ?? throw RegistryErrors.ResourceNotFound(RegistryNames.Model(id));

        /// <summary>A model that is there and not deleted.</summary>
        /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>, <c>STATE_CONFLICT</c>.</exception>
        public async Task RequireModelAsync(string id)
        {
            var expire = await session.FindAsync<long?>("SELECT expire_micros FROM models WHERE model_id = @id", new { id })
                ?? throw RegistryErrors.ResourceNotFound(RegistryNames.Model(id));
            if (expire != 0)
            {
                throw RegistryErrors.StateConflict(RegistryNames.Model(id), "Deleted", "not Deleted");
            }
        }

        /// <summary>What matches.</summary>
        public async Task<Page<Model>> ListModelsAsync(ModelList list, PageRequest page)
        {
            var query = new SearchQuery();
            var value = list.Order.Expression(query);
            string[] conditions =
            [
                list.ShowDeleted ? "1 = 1" : "m.expire_micros = 0",
                new FilterCompiler(ModelSearch.Schema, query).Compile(list.Filter),
                list.Order.Behind(value, page.After, query),
            ];
            var rows = await session.QueryAsync<ListRow>(
                $"""
                SELECT m.model_id AS Id, m.latest_version_number AS Latest, m.model_json AS Json, {value} AS OrderValue
                FROM models m WHERE {string.Join(" AND ", conditions)}
                ORDER BY {list.Order.Clause("OrderValue")} LIMIT {query.Add(page.Size + 1)}
                """,
                query.Arguments);
            var cut = page.Next(rows, row => SearchOrder.MarkOf(row.OrderValue, row.Id), row => row.Json.Length);
            return new Page<Model>(await ToModelsAsync(session, cut.Rows), cut.NextPageToken);
        }

        /// <summary>Adds a model. One of an id that was purged goes on with its numbers.</summary>
        /// <returns>The model as it is kept.</returns>
        public async Task<Model> InsertModelAsync(Model model)
        {
            var latest = await session.FindAsync<long>(
                "SELECT latest_version_number FROM retired_models WHERE model_id = @Id", new { model.Id });
            await session.ExecuteAsync(
                """
                INSERT INTO models (model_id, create_micros, latest_version_number, model_json)
                VALUES (@Id, @micros, @latest, @json)
                """,
                new { model.Id, micros = model.CreateTime.UnixMicroseconds, latest, json = DatabaseJson.Write(model) });
            await session.IndexModelAsync(model);
            return model with { LatestVersionNumber = latest };
        }

        public async Task UpdateModelAsync(Model model)
        {
            await session.ExecuteAsync(
                "UPDATE models SET model_json = @json WHERE model_id = @Id",
                new { model.Id, json = DatabaseJson.Write(model) });
            await session.IndexModelAsync(model);
        }

        /// <summary>Fills the columns and the table beside a model's JSON.</summary>
        public async Task IndexModelAsync(Model model)
        {
            await session.ExecuteAsync(
                """
                UPDATE models SET display_name = @DisplayName, description = @Description, update_micros = @update,
                    expire_micros = @expire
                WHERE model_id = @Id
                """,
                new
                {
                    model.Id,
                    model.DisplayName,
                    model.Description,
                    update = model.UpdateTime.UnixMicroseconds,
                    expire = model.ExpireTime?.UnixMicroseconds ?? 0,
                });
            await session.ExecuteAsync("DELETE FROM model_labels WHERE model_id = @Id", new { model.Id });
            await session.ExecuteManyAsync(
                "INSERT INTO model_labels (model_id, label_key, label_value) VALUES (@Id, @Key, @Value)",
                model.Labels.Select(label => new { model.Id, label.Key, label.Value }));
        }

        /// <summary>Hides or shows the versions of a model with it.</summary>
        public Task HideVersionsAsync(string id, bool isHidden) => session.ExecuteAsync(
            "UPDATE model_versions SET is_model_deleted = @hidden WHERE model_id = @id",
            new { id, hidden = isHidden ? 1L : 0L });

        /// <summary>Deletes a model without versions for good; keeps only which numbers it gave out.</summary>
        public async Task PurgeModelAsync(string id)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO retired_models (model_id, latest_version_number)
                SELECT model_id, latest_version_number FROM models WHERE model_id = @id
                ON CONFLICT (model_id) DO UPDATE SET latest_version_number = excluded.latest_version_number
                """,
                new { id });
            await session.ExecuteAsync("DELETE FROM model_labels WHERE model_id = @id", new { id });
            await session.ExecuteAsync("DELETE FROM models WHERE model_id = @id", new { id });
        }
    }

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

    private record Row
    {
        public string Id { get; init; } = "";

        public long Latest { get; init; }

        public string Json { get; init; } = "";
    }

    private sealed record ListRow : Row
    {
        /// <summary>A number or a text, as the order has it.</summary>
        public object OrderValue { get; init; } = 0L;
    }

    private sealed record AliasRow(string ModelId, string AliasId, long Number);
}
