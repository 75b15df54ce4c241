using System.Text.Json;
using Maas.Training.Jobs;

namespace Maas.Training.Tests.Jobs;

/// <summary>The losses of a job, kept small.</summary>
internal sealed class LossCurveTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(254)]
    [TestCase(255)]
    [TestCase(256)]
    [TestCase(100_000)]
    public void Curve_OfAnyLength_IsSmall_AndHasItsFirstAndItsLastEpoch(int epochs)
    {
        var curve = Grow(LossCurve.Empty, 1, epochs);

        var told = curve.After(0);
        Assert.That(told.Count, Is.EqualTo(epochs).Or.InRange(128, LossCurve.MaxPoints));
        Assert.That((told[0], told[^1]), Is.EqualTo((At(1), At(epochs))));
        Assert.That(told.Select(point => point.Epoch), Is.Ordered.And.Unique);
        Assert.That(told, Is.EqualTo(told.Select(point => At(point.Epoch))));
    }

    // All gaps but the last are as wide.
    [Test]
    public void Curve_ThatWasThinned_IsEven()
    {
        var epochs = Grow(LossCurve.Empty, 1, 10_000).After(0).Select(point => point.Epoch).ToList();

        var gaps = epochs.Zip(epochs.Skip(1), (first, second) => second - first).SkipLast(1);

        Assert.That(gaps, Is.All.EqualTo(64));
    }

    [TestCase(10)]
    [TestCase(1000)]
    public void Curve_WhoseNextWorkerGoesOnFromEarlier_TakesWhatItTells(int epochs)
    {
        var before = Grow(LossCurve.Empty, 1, epochs);

        var after = before.Add(new EpochLoss(7, 0.5, null));

        Assert.That(after.LastEpoch, Is.EqualTo(7));
        Assert.That(after.After(6), Is.EqualTo(new[] { new EpochLoss(7, 0.5, null) }));
        Assert.That(after.After(0).SkipLast(1), Is.EqualTo(before.After(0).Where(point => point.Epoch < 7)));
    }

    [Test]
    public void Epoch_ThatIsToldAgain_ChangesNothing()
    {
        var curve = Grow(LossCurve.Empty, 1, 3);

        Assert.That(curve.Add(At(3)), Is.SameAs(curve));
    }

    [Test]
    public void After_AnEpochThatTheCurveDoesNotReach_IsAllOfIt() =>
        Assert.That(Grow(LossCurve.Empty, 1, 3).After(8), Has.Count.EqualTo(3));

    [Test]
    public void Curve_ThatWasStored_GoesOn()
    {
        var curve = Grow(LossCurve.Empty, 1, 700);

        var read = JsonSerializer.Deserialize<LossCurve>(JsonSerializer.Serialize(curve))!;

        Assert.That(Grow(read, 701, 900).After(0), Is.EqualTo(Grow(curve, 701, 900).After(0)));
    }

    private static LossCurve Grow(LossCurve curve, int from, int to) =>
        Enumerable.Range(from, to - from + 1).Aggregate(curve, (grown, epoch) => grown.Add(At(epoch)));

    private static EpochLoss At(int epoch) => new(epoch, 1.0 / epoch, 2.0 / epoch);
}
