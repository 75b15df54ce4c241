using Maas.Training.Jobs.Leases;
using Maas.Training.Jobs.Workers;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Maas.Training.Tests.Workers;

/// <summary>How many jobs can be trained at a time.</summary>
internal sealed class ConnectedSlotsTests
{
    private readonly FakeTimeProvider _clock = new();
    private ConnectedSlots _slots = null!;
    private int _grown;

    private int Count => _slots.CountOf(needsGpu: false);

    [SetUp]
    public void Create()
    {
        _grown = 0;
        _slots = new ConnectedSlots(Options.Create(new TrainingOptions { WorkerSlots = 2 }), _clock);
        _slots.Grown += () => _grown++;
    }

    [Test]
    public void Slots_OfWorkers_CountBesideThoseHere()
    {
        _slots.Enter(Claim("a"), hasGpu: false);
        _slots.Enter(Claim("a"), hasGpu: false);
        _slots.Enter(Claim("b"), hasGpu: false);

        Assert.That((Count, _grown), Is.EqualTo((5, 3)));
    }

    [Test]
    public void Slots_ForWhatNeedsAGpu_AreThoseThatHaveOne()
    {
        var claim = Claim("fast");
        _slots.Enter(Claim("plain"), hasGpu: false);
        _slots.Enter(claim, hasGpu: true);
        // It trains what needs none.
        _slots.Enter(claim, hasGpu: false);
        var elsewhere = _slots.CountOf(needsGpu: true);
        _slots.FoundGpu();

        Assert.That((elsewhere, _slots.CountOf(needsGpu: true), Count, _grown), Is.EqualTo((1, 3, 4, 3)));
    }

    [Test]
    public void Slot_ThatComesBackWithAGpu_IsNewToWhoNeedsOne()
    {
        var claim = Claim("a");
        _slots.Enter(claim, hasGpu: false);
        _slots.Leave(claim);
        _slots.Enter(Claim("a"), hasGpu: true);

        Assert.That((Count, _slots.CountOf(needsGpu: true), _grown), Is.EqualTo((3, 1, 2)));
    }

    [Test]
    public void Slot_ThatClaimsAndTrains_CountsOnce()
    {
        var claim = Claim("a");
        _slots.Enter(claim, hasGpu: false);
        _slots.Enter(claim, hasGpu: false);
        _slots.Leave(claim);

        Assert.That((Count, _grown), Is.EqualTo((3, 1)));
    }

    [Test]
    public void Slot_BetweenTwoClaims_IsStillThereAndNoNewOne()
    {
        var claim = Claim("a");
        _slots.Enter(claim, hasGpu: true);
        _slots.Leave(claim);
        _clock.Advance(TimeSpan.FromSeconds(4));
        var between = (Count, _slots.CountOf(needsGpu: true));
        _slots.Enter(Claim("a"), hasGpu: true);

        Assert.That((between, Count, _grown), Is.EqualTo(((3, 1), 3, 1)));
    }

    [Test]
    public void Slot_ThatDoesNotComeBack_IsGone()
    {
        var claim = Claim("a");
        _slots.Enter(claim, hasGpu: false);
        _slots.Leave(claim);
        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.That(Count, Is.EqualTo(2));
        _slots.Enter(Claim("a"), hasGpu: false);
        Assert.That((Count, _grown), Is.EqualTo((3, 2)));
    }

    private static string Claim(string worker) => LeaseOwner.OfWorker(worker, Guid.NewGuid());
}
