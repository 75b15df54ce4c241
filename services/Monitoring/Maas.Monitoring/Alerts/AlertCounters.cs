using Maas.Storage.Database;

namespace Maas.Monitoring.Alerts;

/// <summary>Numbers that are given out once, in the order of commits. Kept by name: rename none.</summary>
internal static class AlertCounters
{
    /// <summary>Of changes of alerts.</summary>
    public const string Revision = "revision";

    /// <summary>Of changes of rules and webhooks: what their etags are made of.</summary>
    public const string Etag = "etag";

    /// <summary>Of audit events.</summary>
    public const string Audit = "audit";

    /// <summary>Of messages to webhooks.</summary>
    public const string Delivery = "delivery";

    /// <summary>The next number, from 1, within a write.</summary>
    public static async Task<long> NextAsync(DatabaseSession session, string counter)
    {
        await session.ExecuteAsync("UPDATE alert_counters SET value = value + 1 WHERE counter = @counter", new { counter });
        return await LastAsync(session, counter);
    }

    /// <summary>The last number that was given out; 0 before the first.</summary>
    public static Task<long> LastAsync(DatabaseSession session, string counter) =>
        session.GetAsync<long>("SELECT value FROM alert_counters WHERE counter = @counter", new { counter });
}
