using Maas.Paging;
using Maas.Storage.Database;

namespace Maas.Monitoring.Alerts.Silences;

/// <summary>Silences in the database. Every method runs in the session of its caller.</summary>
internal static class SilenceTable
{
    extension(DatabaseSession session)
    {
        /// <exception cref="Errors.MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
        public async Task<Silence> GetSilenceAsync(string id) =>
            await session.FindAsync<string>("SELECT silence_json FROM silences WHERE silence_id = @id", new { id }) is { } json
                ? DatabaseJson.Read<Silence>(json)
                : throw MonitoringErrors.ResourceNotFound(Silence.NameOf(id));

        /// <summary>Those that are in force at a time.</summary>
        public async Task<IReadOnlyList<Silence>> ListSilencesAtAsync(DateTimeOffset time) =>
        [
            .. (await session.QueryAsync<string>(
                    "SELECT silence_json FROM silences WHERE end_micros > @micros ORDER BY silence_id",
                    new { micros = time.UnixMicroseconds }))
                .Select(DatabaseJson.Read<Silence>)
                .Where(silence => silence.StartTime <= time),
        ];

        /// <summary>One page of those that are not over, by id.</summary>
        public async Task<Page<Silence>> ListSilencesAsync(DateTimeOffset now, PageRequest page)
        {
            var rows = await session.QueryAsync<string>(
                """
                SELECT silence_json FROM silences WHERE silence_id > @after AND end_micros > @micros
                ORDER BY silence_id LIMIT @limit
                """,
                new { after = page.After ?? "", micros = now.UnixMicroseconds, limit = page.Size + 1 });
            return page.Next([.. rows.Select(DatabaseJson.Read<Silence>)], silence => silence.Id);
        }

        public Task<long> CountSilencesAsync(DateTimeOffset now) => session.GetAsync<long>(
            "SELECT COUNT(*) FROM silences WHERE end_micros > @micros", new { micros = now.UnixMicroseconds });

        /// <summary>Makes or replaces a silence.</summary>
        public Task PutSilenceAsync(Silence silence) => session.ExecuteAsync(
            """
            INSERT INTO silences (silence_id, end_micros, silence_json) VALUES (@Id, @micros, @json)
            ON CONFLICT (silence_id) DO UPDATE SET end_micros = excluded.end_micros, silence_json = excluded.silence_json
            """,
            new { silence.Id, micros = silence.EndTime.UnixMicroseconds, json = DatabaseJson.Write(silence) });

        /// <summary>Deletes what ended before a time.</summary>
        public Task DeleteSilencesAsync(DateTimeOffset before) => session.ExecuteAsync(
            "DELETE FROM silences WHERE end_micros < @micros", new { micros = before.UnixMicroseconds });
    }
}
