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
        _slots.Enter(Claim("a"));
        _slots.Enter(Claim("a"));
        _slots.Enter(Claim("b"));

        Assert.That((_slots.Count, _grown), Is.EqualTo((5, 3)));
    }

    [Test]
    public void Slot_ThatClaimsAndTrains_CountsOnce()
    {
        var claim = Claim("a");
        _slots.Enter(claim);
        _slots.Enter(claim);
        _slots.Leave(claim);

        Assert.That((_slots.Count, _grown), Is.EqualTo((3, 1)));
    }

    [Test]
    public void Slot_BetweenTwoClaims_IsStillThereAndNoNewOne()
    {
        var claim = Claim("a");
        _slots.Enter(claim);
        _slots.Leave(claim);
        _clock.Advance(TimeSpan.FromSeconds(4));
        var between = _slots.Count;
        _slots.Enter(Claim("a"));

        Assert.That((between, _slots.Count, _grown), Is.EqualTo((3, 3, 1)));
    }

    [Test]
    public void Slot_ThatDoesNotComeBack_IsGone()
    {
        var claim = Claim("a");
        _slots.Enter(claim);
        _slots.Leave(claim);
        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.That(_slots.Count, Is.EqualTo(2));
        _slots.Enter(Claim("a"));
        Assert.That((_slots.Count, _grown), Is.EqualTo((3, 2)));
    }

    private static string Claim(string worker) => LeaseOwner.OfWorker(worker, Guid.NewGuid());
}
