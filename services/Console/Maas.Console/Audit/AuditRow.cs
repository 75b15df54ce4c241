using Google.Protobuf.WellKnownTypes;
using Maas.Contracts.Monitoring.V1;
using Maas.Contracts.Registry.V1;

namespace Maas.Console.Audit;

/// <summary>One thing that somebody did.</summary>
/// <param name="SequenceNumber">Counts the events of its service from 1.</param>
/// <param name="Time">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Method">What was called.</param>
/// <param name="Resource">On what.</param>
/// <param name="Message">More of it; empty where there is no more to say.</param>
public sealed record AuditRow(long SequenceNumber, Timestamp? Time, string Actor, string Method, string Resource, string Message)
{
    internal static AuditRow Of(AuditEvent happened) => new(
        happened.SequenceNumber, happened.CreateTime, happened.Actor, happened.Method, happened.Resource, "");

    internal static AuditRow Of(MonitoringAuditEvent happened) => new(
        happened.SequenceNumber, happened.CreateTime, happened.Actor, happened.Method, happened.Resource, happened.Message);
}

/// <summary>A page of them, newest first.</summary>
/// <param name="Rows">The events.</param>
/// <param name="NextPageToken">Leads to older ones; empty when there are none.</param>
public sealed record AuditRows(IReadOnlyList<AuditRow> Rows, string NextPageToken);
