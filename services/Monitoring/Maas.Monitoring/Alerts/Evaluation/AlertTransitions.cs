using Maas.Monitoring.Alerts.Conditions;
using Maas.Monitoring.Alerts.Rules;

namespace Maas.Monitoring.Alerts.Evaluation;

/// <summary>A window of one version and slice that is over.</summary>
/// <param name="MonitorId">Last segment of the monitor's name.</param>
/// <param name="ModelVersion">Empty for the monitor as a whole.</param>
/// <param name="Slice">Empty for all rows.</param>
/// <param name="Start">Its begin.</param>
/// <param name="End">Its end.</param>
internal sealed record WindowPlace(string MonitorId, string ModelVersion, string Slice, DateTimeOffset Start, DateTimeOffset End);

/// <summary>How an alert goes on from window to window. Static, pure.</summary>
internal static class AlertTransitions
{
    /// <summary>The alert after a window; null when there is none, the same one when nothing has changed.</summary>
    /// <param name="current">The alert that goes on; null for none.</param>
    /// <param name="rule">Its rule, every default said.</param>
    /// <param name="place">The window.</param>
    /// <param name="reading">What it says.</param>
    /// <param name="now">The time now.</param>
    /// <param name="staleDelay">An alert is resolved when nothing was said for so long, and for two windows.</param>
    public static Alert? Next(
        Alert? current, AlertRule rule, WindowPlace place, Reading reading, DateTimeOffset now, TimeSpan staleDelay) =>
        (current, reading.Verdict) switch
        {
            (null, Verdict.Holds) => Hold(Begin(rule, place, now), rule, place, reading, now),
            (null, _) => null,
            (_, Verdict.Untold) => EndWhenStale(current, rule, place, now, staleDelay),
            (_, Verdict.Holds) => Hold(current, rule, place, reading, now),
            ({ State: AlertState.Pending }, _) => Resolve(current, now, Tell(place, reading)) with { LastTellTime = place.End },
            (_, Verdict.Clear) => Clear(current, rule, place, reading, now),
            _ => current with { ClearCount = 0, LastTellTime = place.End },
        };

    /// <summary>Ends an alert.</summary>
    /// <param name="current">Pending or firing.</param>
    /// <param name="now">When.</param>
    /// <param name="reason">Why, without a full stop.</param>
    public static Alert Resolve(Alert current, DateTimeOffset now, string reason) => current with
    {
        State = AlertState.Resolved,
        ResolveTime = now,
        Summary = $"{current.Summary} Resolved: {reason}.",
    };

    private static Alert Begin(AlertRule rule, WindowPlace place, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now).ToString("D"),
        RuleId = rule.Id,
        MonitorId = place.MonitorId,
        ModelVersion = place.ModelVersion,
        Slice = place.Slice,
        State = AlertState.Pending,
        Severity = rule.Values.Severity,
        Summary = "",
        Features = [],
        Value = 0,
        StartTime = place.Start,
        LastHoldTime = place.End,
        LastTellTime = place.End,
        HoldCount = 0,
        Webhooks = WebhookIdsOf(rule),
        RepeatInterval = rule.Values.RepeatInterval!.Value,
    };

    /// <summary>Ids of the webhooks that a rule names.</summary>
    public static IReadOnlyList<string> WebhookIdsOf(AlertRule rule) =>
        [.. rule.Values.Webhooks.Select(name => name["webhooks/".Length..])];

    private static Alert Hold(Alert current, AlertRule rule, WindowPlace place, Reading reading, DateTimeOffset now)
    {
        var holds = Math.Min(current.HoldCount + 1, rule.Values.ForWindowCount);
        var begins = current.State == AlertState.Pending && holds >= rule.Values.ForWindowCount;
        return current with
        {
            State = begins ? AlertState.Firing : current.State,
            FireTime = begins ? now : current.FireTime,
            HoldCount = holds,
            ClearCount = 0,
            Summary = $"{Subject(place)}: {Tell(place, reading)}.",
            Features = reading.Features,
            Value = reading.Value,
            LastHoldTime = place.End,
            LastTellTime = place.End,
        };
    }

    private static Alert Clear(Alert current, AlertRule rule, WindowPlace place, Reading reading, DateTimeOffset now)
    {
        var next = current with { ClearCount = current.ClearCount + 1, LastTellTime = place.End };
        return next.ClearCount >= rule.Values.ClearWindowCount ? Resolve(next, now, Tell(place, reading)) : next;
    }

    private static Alert EndWhenStale(Alert current, AlertRule rule, WindowPlace place, DateTimeOffset now, TimeSpan staleDelay)
    {
        var twoWindows = rule.Condition is BurnRateCondition ? TimeSpan.Zero : 2 * rule.Values.WindowDuration!.Value;
        var patience = staleDelay > twoWindows ? staleDelay : twoWindows;
        return place.End - current.LastTellTime < patience
            ? current
            : Resolve(current, now, FormattableString.Invariant(
                $"no window has said anything since {current.LastTellTime.UtcDateTime:yyyy-MM-dd HH:mm} UTC; there may be no traffic any more"));
    }

    private static string Subject(WindowPlace place)
    {
        var what = place.ModelVersion.Length == 0 ? $"monitors/{place.MonitorId}" : $"{place.ModelVersion} of monitors/{place.MonitorId}";
        return place.Slice.Length == 0 ? what : $"{what}, {place.Slice}";
    }

    private static string Tell(WindowPlace place, Reading reading) => FormattableString.Invariant(
        $"{reading.Text}, from {place.Start.UtcDateTime:yyyy-MM-dd HH:mm} to {place.End.UtcDateTime:HH:mm} UTC");
}
