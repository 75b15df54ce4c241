using System.Globalization;
using Maas.Paging;
using Maas.Storage.Database;
using Maas.Training.Jobs.Leases;
using Maas.Training.Search.Studies;

namespace Maas.Training.Jobs.Searching;

/// <summary>Trials of searches in the database. What a method returned is on disk. Thread-safe.</summary>
internal sealed class TrialStore(RelationalDatabase database)
{
    /// <summary>Keeps a trial as it is now.</summary>
    /// <param name="search">As it was claimed.</param>
    /// <param name="trial">One of its trials.</param>
    /// <param name="cancellationToken">Before the commit, nothing is kept.</param>
    /// <exception cref="LeaseLostException">The search is held by somebody else.</exception>
    public Task SetAsync(Job search, Trial trial, CancellationToken cancellationToken) => database.WriteRowsAsync(
        async session =>
        {
            var owner = await session.FindAsync<string>("SELECT lease_owner FROM training_job WHERE id = @Id FOR UPDATE", new { search.Id });
            if (owner != search.LeaseOwner)
            {
                throw new LeaseLostException(search.Name, search.LeaseOwner);
            }

            return await session.ExecuteAsync(
                """
                INSERT INTO training_trial (job_id, number, trial_json) VALUES (@Id, @Number, @json)
                ON CONFLICT (job_id, number) DO UPDATE SET trial_json = excluded.trial_json
                """,
                new { search.Id, trial.Number, json = DatabaseJson.Write(trial) });
        },
        cancellationToken);

    /// <summary>All trials of a job, in their order.</summary>
    public async Task<IReadOnlyList<Trial>> GetAllAsync(string jobId, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.QueryAsync<string>(
                "SELECT trial_json FROM training_trial WHERE job_id = @jobId ORDER BY number", new { jobId }),
            cancellationToken);
        return [.. rows.Select(DatabaseJson.Read<Trial>)];
    }

    /// <summary>Trials of a job, in their order.</summary>
    public async Task<Page<Trial>> ListAsync(string jobId, PageRequest page, CancellationToken cancellationToken)
    {
        var after = page.AfterNumber ?? -1;
        var rows = await database.ReadAsync(
            session => session.QueryAsync<string>(
                "SELECT trial_json FROM training_trial WHERE job_id = @jobId AND number > @after ORDER BY number LIMIT @limit",
                new { jobId, after, limit = page.Size + 1 }),
            cancellationToken);
        return page.Next(
            [.. rows.Select(DatabaseJson.Read<Trial>)],
            trial => trial.Number.ToString(CultureInfo.InvariantCulture),
            trial => 256 + (16 * trial.Reports.Count));
    }
}
