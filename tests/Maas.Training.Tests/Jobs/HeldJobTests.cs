using Maas.Training.Jobs;
using Maas.Training.Jobs.Leases;

namespace Maas.Training.Tests.Jobs;

/// <summary>Whether what runs here of a job still counts.</summary>
internal sealed class HeldJobTests
{
    private static readonly string Worker = LeaseOwner.OfWorker("box", Guid.NewGuid());

    private static readonly Job Claimed = new()
    {
        Id = "job", Uid = Guid.NewGuid(), AttemptCount = 2, State = JobState.Running, LeaseOwner = Worker,
        Spec = new JobSpec { DatasetId = "data", DatasetNumber = 1, TargetColumn = "y", Model = "models/m" },
        CreateTime = DateTimeOffset.UnixEpoch,
    };

    [Test]
    public void Job_TrainedElsewhereAndNowTheServices_IsStillHeld() => Assert.That(
        LeaseKeeper.IsStillHeld(Claimed, Claimed with { IsTrained = true, LeaseOwner = LeaseOwner.Service }));

    [Test]
    public void Job_AsItWasClaimed_IsStillHeld() => Assert.That(LeaseKeeper.IsStillHeld(Claimed, Claimed with { Revision = 9 }));

    [TestCase(2, false, "service/other/1")]
    [TestCase(2, true, "service/other/1")]
    [TestCase(3, false, "")]
    public void Job_TakenByAnother_IsNotHeld(int attempt, bool isTrained, string owner) => Assert.That(
        LeaseKeeper.IsStillHeld(Claimed, Claimed with { AttemptCount = attempt, IsTrained = isTrained, LeaseOwner = owner }), Is.False);

    [Test]
    public void Owner_AsPeopleSeeIt_HasNoSecret() => Assert.That(LeaseOwner.Shown(Worker), Is.EqualTo("worker/box"));
}
