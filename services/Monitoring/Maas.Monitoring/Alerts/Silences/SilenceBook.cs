using Maas.Errors;
using Maas.Monitoring.Alerts.Audit;
using Maas.Names;
using Maas.Paging;
using Maas.Storage.Database;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Alerts.Silences;

/// <summary>Makes, reads and ends silences. Thread-safe.</summary>
internal sealed class SilenceBook(AlertLedger ledger, AuditTrail audit, IOptions<AlertOptions> options, TimeProvider clock)
{
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public Task<Silence> GetAsync(string name, CancellationToken cancellationToken)
    {
        var id = ResourceName.Parse(name, "name", "silences")[0];
        return ledger.ReadAsync(session => session.GetSilenceAsync(id), cancellationToken);
    }

    /// <summary>Those that are not over, by id.</summary>
    public Task<Page<Silence>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        ledger.ReadAsync(session => session.ListSilencesAsync(clock.GetUtcNow(), page), cancellationToken);

    /// <exception cref="MaasException"><c>LIMIT_REACHED</c>, <c>INVALID_FIELD</c>.</exception>
    public Task<Silence> CreateAsync(Silence sent, Mutation mutation, CancellationToken cancellationToken) => ledger.WriteAsync(
        mutation,
        async session =>
        {
            var now = clock.GetStorableNow();
            var silence = SilenceChecks.Check(sent, now) with { Id = Guid.CreateVersion7(now).ToString("D"), Creator = mutation.Actor };
            if (await session.CountSilencesAsync(now) >= options.Value.MaxSilences)
            {
                throw MonitoringErrors.LimitReached($"Alerts:{nameof(AlertOptions.MaxSilences)}", options.Value.MaxSilences);
            }

            await session.PutSilenceAsync(silence);
            await audit.AppendAsync(
                session, mutation, silence.Name,
                FormattableString.Invariant($"Made the silence, from {silence.StartTime:u} to {silence.EndTime:u}: {silence.Comment}"));
            return silence;
        },
        cancellationToken);

    /// <summary>Ends a silence now; one that is over stays as it is.</summary>
    /// <exception cref="MaasException"><c>RESOURCE_NOT_FOUND</c>.</exception>
    public Task<Silence> ExpireAsync(string name, Mutation mutation, CancellationToken cancellationToken)
    {
        var id = ResourceName.Parse(name, "name", "silences")[0];
        return ledger.WriteAsync(
            mutation,
            async session =>
            {
                var current = await session.GetSilenceAsync(id);
                var now = clock.GetStorableNow();
                if (current.EndTime <= now)
                {
                    return current;
                }

                var ended = current with { EndTime = now, StartTime = current.StartTime > now ? now : current.StartTime };
                await session.PutSilenceAsync(ended);
                await audit.AppendAsync(
                    session, mutation, ended.Name, FormattableString.Invariant($"Ended the silence, which was to last until {current.EndTime:u}."));
                return ended;
            },
            cancellationToken);
    }
}
