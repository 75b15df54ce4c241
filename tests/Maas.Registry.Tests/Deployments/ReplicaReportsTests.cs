using Maas.Registry.Deployments;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Registry.Tests.Deployments;

internal sealed class ReplicaReportsTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void List_LeavesOutASilentReplicaAndPutsTheNewestFirst()
    {
        var reports = new ReplicaReports(Options.Create(new RegistryOptions()), _clock);
        reports.Put("d", "silent", [Ready()]);
        _clock.Advance(TimeSpan.FromSeconds(20));
        reports.Put("d", "older", [Ready()]);
        _clock.Advance(TimeSpan.FromSeconds(11));
        reports.Put("d", "newer", [Ready()]);
        reports.Put("other", "elsewhere", [Ready()]);

        Assert.That(reports.List("d").Select(status => status.Replica), Is.EqualTo(new[] { "newer", "older" }));
    }

    private static ReplicaStatus Ready() =>
        new() { Replica = "", ModelVersion = "models/m/versions/1", State = ReplicaState.Ready };
}
