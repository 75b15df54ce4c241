using System.Globalization;
using Maas.Paging;
using Maas.Storage.Database;

namespace Maas.Registry.Aliases;

/// <summary>Aliases and their moves in the database. Every method runs in the session of its caller.</summary>
internal static class AliasTable
{
    private const string Columns =
        "model_id AS Model, alias_id AS Id, version_number AS Number, sequence_number AS Sequence, update_micros AS Micros";

    extension(DatabaseSession session)
    {
        public async Task<Alias?> FindAliasAsync(string model, string id)
        {
            var row = await session.FindAsync<Row>(
                $"SELECT {Columns} FROM aliases WHERE model_id = @model AND alias_id = @id", new { model, id });
            return row?.ToAlias();
        }

        /// <summary>By name.</summary>
        public async Task<Page<Alias>> ListAliasesAsync(string model, PageRequest page)
        {
            var rows = await session.QueryAsync<Row>(
                $"SELECT {Columns} FROM aliases WHERE model_id = @model AND alias_id > @after ORDER BY alias_id LIMIT @limit",
                new { model, after = page.After ?? "", limit = page.Size + 1 });
            return page.Next([.. rows.Select(row => row.ToAlias())], alias => alias.Id);
        }

        /// <summary>Number of the last move; 0 when there never was such an alias.</summary>
        public Task<long> GetLastMoveAsync(string model, string id) => session.GetAsync<long>(
            "SELECT COALESCE(MAX(sequence_number), 0) FROM alias_moves WHERE model_id = @model AND alias_id = @id",
            new { model, id });

        /// <summary>Newest first.</summary>
        public async Task<Page<AliasMove>> ListMovesAsync(string model, string id, PageRequest page)
        {
            var below = page.After is null ? long.MaxValue : long.Parse(page.After, CultureInfo.InvariantCulture);
            var rows = await session.QueryAsync<MoveRow>(
                """
                SELECT sequence_number AS Sequence, previous_version_number AS Previous, version_number AS Number,
                    move_micros AS Micros, actor AS Actor
                FROM alias_moves
                WHERE model_id = @model AND alias_id = @id AND sequence_number < @below
                ORDER BY sequence_number DESC LIMIT @limit
                """,
                new { model, id, below, limit = page.Size + 1 });
            return page.Next(
                [
                    .. rows.Select(row => new AliasMove(
                        model, row.Sequence, row.Previous, row.Number,
                        DateTimeOffset.FromUnixMicroseconds(row.Micros), row.Actor)),
                ],
                move => move.SequenceNumber.ToString(CultureInfo.InvariantCulture));
        }

        public Task PutAliasAsync(Alias alias) => session.ExecuteAsync(
            """
            INSERT INTO aliases (model_id, alias_id, version_number, sequence_number, update_micros)
            VALUES (@Model, @Id, @VersionNumber, @SequenceNumber, @micros)
            ON CONFLICT (model_id, alias_id) DO UPDATE SET
                version_number = excluded.version_number,
                sequence_number = excluded.sequence_number,
                update_micros = excluded.update_micros
            """,
            new
            {
                alias.Model,
                alias.Id,
                alias.VersionNumber,
                alias.SequenceNumber,
                micros = alias.UpdateTime.UnixMicroseconds,
            });

        public Task DeleteAliasAsync(Alias alias) => session.ExecuteAsync(
            "DELETE FROM aliases WHERE model_id = @Model AND alias_id = @Id", new { alias.Model, alias.Id });

        public Task InsertMoveAsync(string id, AliasMove move) => session.ExecuteAsync(
            """
            INSERT INTO alias_moves (model_id, alias_id, sequence_number, previous_version_number, version_number,
                move_micros, actor)
            VALUES (@Model, @id, @SequenceNumber, @PreviousVersionNumber, @VersionNumber, @micros, @Actor)
            """,
            new
            {
                move.Model,
                id,
                move.SequenceNumber,
                move.PreviousVersionNumber,
                move.VersionNumber,
                micros = move.MoveTime.UnixMicroseconds,
                move.Actor,
            });
    }

    private sealed record Row(string Model, string Id, long Number, long Sequence, long Micros)
    {
        public Alias ToAlias() => new(Model, Id, Number, Sequence, DateTimeOffset.FromUnixMicroseconds(Micros));
    }

    private sealed record MoveRow(long Sequence, long? Previous, long? Number, long Micros, string Actor);
}
