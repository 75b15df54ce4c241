namespace Maas.Monitoring.Alerts.Conditions;

/// <summary>Holds when the error budget of an objective is spent too fast.</summary>
/// <param name="Objective"><see cref="Availability"/> or <see cref="Latency"/>.</param>
/// <param name="Urgency"><see cref="Page"/> or <see cref="Ticket"/>.</param>
internal sealed record BurnRateCondition(string Objective, string Urgency) : AlertCondition
{
    public const string Availability = "availability";

    public const string Latency = "latency";

    public const string Page = "page";

    public const string Ticket = "ticket";

    public override void Check(FieldChecks checks)
    {
        checks.RequireOneOf(Objective, [Availability, Latency], "burn_rate.objective");
        checks.RequireOneOf(Urgency, [Page, Ticket], "burn_rate.urgency");
    }
}
