using Maas.Errors;
using Maas.Monitoring.Alerts.Audit;
using Maas.Monitoring.Alerts.Evaluation;
using Maas.Monitoring.Alerts.Rules;
using Maas.Monitoring.Alerts.Silences;
using Maas.Storage.Database;
using Microsoft.Extensions.Options;

namespace Maas.Monitoring.Alerts.Actions;

/// <summary>
/// Carries out the actions whose turn it is. Each is claimed before it is begun and is due again when a process died with it; the services
/// that carry it out know it by its request id, so that it is done once. Thread-safe.
/// </summary>
internal sealed class ActionRun(
    AlertLedger ledger, IAliasRollback aliases, ITrainingStart training, AuditTrail audit, MonitoringMetrics metrics,
    IOptions<AlertOptions> options, TimeProvider clock)
{
    private const int MaxAtOnce = 4;
    private const int MaxListed = 16;

    // The longest call, its repeats included, and the commit that settles it.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Carries out what is due.</summary>
    /// <returns>Whether there was anything.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var due = await ledger.ReadAsync(
            session => session.ListDueActionsAsync(clock.GetUtcNow(), MaxListed), cancellationToken);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce, CancellationToken = cancellationToken },
            async (action, token) => await RunAsync(action, token));
        return due.Count > 0;
    }

    private async Task RunAsync(PendingAction seen, CancellationToken cancellationToken)
    {
        var claimed = seen with { AttemptCount = seen.AttemptCount + 1, NextTime = clock.GetStorableNow() + Lease };
        var (alert, silence) = await ledger.WriteAsync(
            async session =>
            {
                if (!await session.TryPutActionAsync(seen, claimed) || await session.FindAlertAsync(seen.AlertId) is not { } alert)
                {
                    return ((Alert?)null, (Silence?)null);
                }

                var silences = await session.ListSilencesAtAsync(clock.GetUtcNow());
                return (alert, silences.FirstOrDefault(silence => silence.Matches(alert)));
            },
            cancellationToken);
        if (alert is null)
        {
            return;
        }

        var (outcome, problem) = silence is null
            ? await TryAsync(claimed, alert, cancellationToken)
            : (ActionOutcome.Refused($"'{silence.Name}' keeps the alert quiet."), "");

        // What was done is told even when the host stops now.
        await ledger.WriteAsync(session => SettleAsync(session, claimed, outcome, problem), CancellationToken.None);
        if (outcome is not null)
        {
            metrics.ActionEnded(claimed.Action.Name, outcome.State);
        }
    }

    private async Task<(ActionOutcome? Outcome, string Problem)> TryAsync(
        PendingAction claimed, Alert alert, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(AttemptTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return (await CarryOutAsync(claimed, alert, either.Token), "");
        }
        catch (MaasException exception)
        {
            return IsLast(claimed)
                ? (ActionOutcome.Failed($"Given up after {claimed.AttemptCount} attempts: {exception.Message}"), "")
                : (null, exception.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            const string Problem = "There was no answer in time.";
            return IsLast(claimed) ? (ActionOutcome.Failed($"Given up after {claimed.AttemptCount} attempts: {Problem}"), "") : (null, Problem);
        }
    }

    private Task<ActionOutcome> CarryOutAsync(PendingAction claimed, Alert alert, CancellationToken cancellationToken) =>
        claimed.Action switch
        {
            RollbackAliasAction when alert.ModelVersion.Length == 0 =>
                Task.FromResult(ActionOutcome.Refused("The alert is about no version, so there is none to go back from.")),
            RollbackAliasAction rollback =>
                aliases.RollBackAsync(rollback.Alias, alert.ModelVersion, claimed.RequestId(), cancellationToken),
            StartTrainingAction start => training.StartAsync(
                start.TrainingJob, start.AllowsSameData, $"alert-{alert.Id}-{claimed.Place + 1}", claimed.RequestId(), cancellationToken),
            var other => throw new InvalidOperationException($"Nobody carries out a {other.GetType().Name}."),
        };

    private bool IsLast(PendingAction claimed) => NextTime(claimed) > claimed.CreateTime + options.Value.ActionRetryPeriod;

    private DateTimeOffset NextTime(PendingAction claimed) =>
        clock.GetStorableNow() + RetryDelays.After(claimed.RequestId(), claimed.AttemptCount);

    private async Task<bool> SettleAsync(DatabaseSession session, PendingAction claimed, ActionOutcome? outcome, string problem)
    {
        if (outcome is not null)
        {
            await session.DeleteActionAsync(claimed);
        }
        else if (!await session.TryPutActionAsync(claimed, claimed with { NextTime = NextTime(claimed) }))
        {
            // So slow that another process took it; it says what became of it.
            return false;
        }

        if (await session.FindAlertAsync(claimed.AlertId) is not { } alert)
        {
            // Swept in the meantime.
            return false;
        }

        var before = alert.Actions[claimed.Place];
        var after = outcome is null ? before with { Message = problem } : before.End(outcome, clock.GetStorableNow());
        await session.PutAlertAsync(alert with
        {
            Actions = [.. alert.Actions.Select((result, place) => place == claimed.Place ? after : result)],
        });
        if (outcome is not null)
        {
            var resource = outcome.Resource.Length > 0 ? outcome.Resource : claimed.Action.Resource;
            await audit.AppendAsync(
                session, Mutation.ByMonitoring(claimed.Action.Name), resource,
                $"Because of '{alert.Name}' of '{AlertRule.NameOf(alert.RuleId)}': {outcome.State}. {outcome.Message}");
        }

        return true;
    }
}
