using Maas.Cli.Tests.Monitors;
using Maas.Contracts.Monitoring.V1;

namespace Maas.Cli.Tests.Audit;

public sealed class MonitoringAuditTests
{
    [Test]
    public async Task List_ShowsWhatWasChangedAndWhatAlertsDid()
    {
        await using var console = await MonitoringConsole.StartAsync();
        console.Known.AuditEvents.Add(new MonitoringAuditEvent
        {
            SequenceNumber = 2, Actor = "monitoring", Method = "rollback-alias", Resource = "models/churn/aliases/production",
            Message = "Because of alerts/a1: it points at churn@1 again.",
        });
        console.Known.AuditEvents.Add(new MonitoringAuditEvent
        {
            SequenceNumber = 1, Actor = "ana", Method = "CreateAlertRule", Resource = "alertRules/churn-drift",
        });

        var table = await console.DoAsync("audit", "monitoring");
        var newest = await console.ReadAsync("audit", "monitoring", "--limit", "1");

        Assert.That(table, Does.Match(@"2\W.*monitoring\W+rollback-alias\W+models/churn/aliases/production\W+Because of alerts/a1").And.Match(@"1\W.*ana\W+CreateAlertRule"));
        Assert.That(newest.GetProperty("auditEvents").EnumerateArray().Select(one => one.GetProperty("sequenceNumber").GetString()), Is.EqualTo((string[])["2"]));
    }
}
