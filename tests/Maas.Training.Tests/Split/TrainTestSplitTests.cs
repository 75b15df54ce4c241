using Maas.Training.Split;

namespace Maas.Training.Tests.Split;

internal sealed class TrainTestSplitTests
{
    [Test]
    public void Assign_MeetsTheRatioOnAverage()
    {
        var isTrain = new TrainTestSplit("data", 7, 0.2).Assign(new int[100_000]);

        // Standard deviation of the share is sqrt(0.2 * 0.8 / 100,000) = 0.0013.
        Assert.That(isTrain.Count(train => !train) / 100_000.0, Is.EqualTo(0.2).Within(0.006));
    }

    // The reference was computed by another implementation, in Python: hashlib.sha256, SplitMix64's finalizer.
    [Test]
    public void Assign_IsTheSameOnEveryMachine()
    {
        var isTrain = new TrainTestSplit("data", 7, 0.5).Assign(new int[24]);

        Assert.That(string.Concat(isTrain.Select(train => train ? '1' : '0')), Is.EqualTo("010101111110101100110011"));
    }

    [Test]
    public void Assign_WithMoreRows_MovesNoRow()
    {
        var split = new TrainTestSplit("data", 7, 0.3);

        var few = split.Assign(new int[500]);
        var many = split.Assign(new int[1000]);

        Assert.That(many[..500], Is.EqualTo(few));
    }

    [TestCase("other", 7)]
    [TestCase("data", 8)]
    public void Assign_WithAnotherFingerprintOrSeed_DiffersAndIsIndependent(string fingerprint, long seed)
    {
        var rows = new int[10_000];
        var one = new TrainTestSplit("data", 7, 0.5).Assign(rows);
        var other = new TrainTestSplit(fingerprint, seed, 0.5).Assign(rows);

        var equal = one.Zip(other).Count(pair => pair.First == pair.Second);

        Assert.That(equal, Is.EqualTo(5000).Within(300));
    }

    [Test]
    public void Assign_TrainsOnEveryGroup_WhateverTheRatio([Range(0, 49)] int seed)
    {
        int[] groups = [0, 1, 2, 2, -1];

        var isTrain = new TrainTestSplit("data", seed, 0.99).Assign(groups);

        Assert.That(groups.Where((_, row) => isTrain[row]).Distinct(), Is.EquivalentTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public void Assign_LeavesOutRowsThatTakeNoPart() =>
        Assert.That(new TrainTestSplit("data", 7, 0).Assign([0, -1, 0]), Is.EqualTo(new[] { true, false, true }));

    [TestCase(-0.1)]
    [TestCase(1)]
    [TestCase(double.NaN)]
    public void Ratio_OutsideItsRange_IsRefused(double ratio) =>
        Assert.That(() => new TrainTestSplit("data", 7, ratio), Throws.TypeOf<ArgumentOutOfRangeException>());
}
