using System.Globalization;
using Maas.Paging;
using Maas.Storage.Database;

namespace Maas.Registry.Deployments;

/// <summary>What deployments served, in the database. Every method runs in the session of its caller.</summary>
internal static class DeploymentMoveTable
{
    private const string Columns = "sequence_number AS Sequence, move_micros AS Micros, move_json AS Json";

    extension(DatabaseSession session)
    {
        /// <summary>The move in force at a time, now for null; null when there was none yet.</summary>
        public async Task<DeploymentMove?> FindDeploymentMoveAsync(string id, DateTimeOffset? time = null)
        {
            var row = await session.FindAsync<Row>(
                $"""
                SELECT {Columns} FROM deployment_moves WHERE deployment_id = @id AND move_micros <= @micros
                ORDER BY sequence_number DESC LIMIT 1
                """,
                new { id, micros = time?.UnixMicroseconds ?? long.MaxValue });
            return row?.ToMove();
        }

        /// <summary>The move before another; null when that was the first.</summary>
        public async Task<DeploymentMove?> FindDeploymentMoveAsync(string id, long sequenceNumber)
        {
            var row = await session.FindAsync<Row>(
                $"SELECT {Columns} FROM deployment_moves WHERE deployment_id = @id AND sequence_number = @sequenceNumber",
                new { id, sequenceNumber });
            return row?.ToMove();
        }

        /// <summary>Newest first.</summary>
        public async Task<Page<DeploymentMove>> ListDeploymentMovesAsync(string id, PageRequest page)
        {
            var below = page.AfterNumber ?? long.MaxValue;
            var rows = await session.QueryAsync<Row>(
                $"""
                SELECT {Columns} FROM deployment_moves WHERE deployment_id = @id AND sequence_number < @below
                ORDER BY sequence_number DESC LIMIT @limit
                """,
                new { id, below, limit = page.Size + 1 });
            return page.Next(
                [.. rows.Select(row => row.ToMove())],
                move => move.SequenceNumber.ToString(CultureInfo.InvariantCulture));
        }

        public Task InsertDeploymentMoveAsync(string id, DeploymentMove move) => session.ExecuteAsync(
            """
            INSERT INTO deployment_moves (deployment_id, sequence_number, move_micros, move_json)
            VALUES (@id, @SequenceNumber, @micros, @json)
            """,
            new { id, move.SequenceNumber, micros = move.MoveTime.UnixMicroseconds, json = DatabaseJson.Write(move) });
    }

    private sealed record Row(long Sequence, long Micros, string Json)
    {
        public DeploymentMove ToMove() => DatabaseJson.Read<DeploymentMove>(Json) with
        {
            SequenceNumber = Sequence,
            MoveTime = DateTimeOffset.FromUnixMicroseconds(Micros),
        };
    }
}
