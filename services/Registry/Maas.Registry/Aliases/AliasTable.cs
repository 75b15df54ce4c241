using System.Globalization;
using Maas.Paging;
using Maas.Storage.Database;

namespace Maas.Registry.Aliases;

/// <summary>Aliases and their moves in the database. Every method runs in the session of its caller.</summary>
internal static class AliasTable
{
    private const string Columns =
        "model_id AS Model, alias_id AS Id, version_number AS Number, sequence_number AS Sequence, update_micros AS Micros";

    private const string MoveColumns =
        """
        sequence_number AS Sequence, previous_version_number AS Previous, version_number AS Number,
        move_micros AS Micros, actor AS Actor, is_rollback AS IsRollback
        """;

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

        /// <summary>Names of the aliases that point at a version.</summary>
        public async Task<IReadOnlyList<string>> ListAliasNamesAsync(string model, long number)
        {
            var ids = await session.QueryAsync<string>(
                "SELECT alias_id FROM aliases WHERE model_id = @model AND version_number = @number ORDER BY alias_id",
                new { model, number });
            return [.. ids.Select(id => RegistryNames.Alias(model, id))];
        }

        /// <summary>The move in force at a time, now for null; null when there was none yet.</summary>
        public async Task<AliasMove?> FindAliasMoveAsync(string model, string id, DateTimeOffset? time = null)
        {
            var row = await session.FindAsync<MoveRow>(
                $"""
                SELECT {MoveColumns} FROM alias_moves
                WHERE model_id = @model AND alias_id = @id AND move_micros <= @micros
                ORDER BY sequence_number DESC LIMIT 1
                """,
                new { model, id, micros = time?.UnixMicroseconds ?? long.MaxValue });
            return row?.ToMove(model);
        }

        /// <summary>Newest first.</summary>
        public async Task<Page<AliasMove>> ListMovesAsync(string model, string id, PageRequest page)
        {
            var below = page.AfterNumber ?? long.MaxValue;
            var rows = await session.QueryAsync<MoveRow>(
                $"""
                SELECT {MoveColumns} FROM alias_moves
                WHERE model_id = @model AND alias_id = @id AND sequence_number < @below
                ORDER BY sequence_number DESC LIMIT @limit
                """,
                new { model, id, below, limit = page.Size + 1 });
            return page.Next(
                [.. rows.Select(row => row.ToMove(model))],
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

        /// <summary>Lets go of the aliases of a version that is purged with its model; their history stays.</summary>
        public Task DeleteAliasesAsync(string model, long number) => session.ExecuteAsync(
            "DELETE FROM aliases WHERE model_id = @model AND version_number = @number", new { model, number });

        public Task InsertMoveAsync(string id, AliasMove move) => session.ExecuteAsync(
            """
            INSERT INTO alias_moves (model_id, alias_id, sequence_number, previous_version_number, version_number,
                move_micros, actor, is_rollback)
            VALUES (@Model, @id, @SequenceNumber, @PreviousVersionNumber, @VersionNumber, @micros, @Actor, @isRollback)
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
                isRollback = move.IsRollback ? 1L : 0L,
            });
    }

    private sealed record Row(string Model, string Id, long Number, long Sequence, long Micros)
    {
        public Alias ToAlias() => new(Model, Id, Number, Sequence, DateTimeOffset.FromUnixMicroseconds(Micros));
    }

    private sealed record MoveRow(long Sequence, long? Previous, long? Number, long Micros, string Actor, long IsRollback)
    {
        public AliasMove ToMove(string model) => new(
            model, Sequence, Previous, Number, DateTimeOffset.FromUnixMicroseconds(Micros), Actor, IsRollback != 0);
    }
}
