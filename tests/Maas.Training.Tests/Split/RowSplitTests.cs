using Maas.Training.Split;

namespace Maas.Training.Tests.Split;

/// <summary>What holds for every way to divide rows.</summary>
internal sealed class RowSplitTests
{
    private const int Rows = 2000;

    private static IEnumerable<TestCaseData> Splits() =>
    [
        Case("random", seed => new ShareSplit(RowShares.OfPositions("data", seed, Rows))),
        Case("random by key", seed => new ShareSplit(RowShares.OfKeys(seed, Keys(Rows)))),
        Case("stratified", seed => new StratifiedSplit(RowShares.OfPositions("data", seed, Rows), Classes(Rows))),
        Case("group", seed => new ShareSplit(RowShares.OfKeys(seed, Groups(Rows)))),
        Case("time", seed => new TimeSplit(Times(seed, Rows))),
    ];

    [TestCaseSource(nameof(Splits))]
    public void HoldOut_PutsEachRowOnOneSide_InTheRatio(object make)
    {
        var split = ((Func<long, RowSplit>)make)(3);

        var fold = split.HoldOut(0.25);

        Assert.Multiple(() =>
        {
            Assert.That(fold.IsTrain.Zip(fold.IsTest).All(row => row.First ^ row.Second), Is.True);
            Assert.That(fold.TestCount / (double)Rows, Is.EqualTo(0.25).Within(0.06));
        });
    }

    [TestCaseSource(nameof(Splits))]
    public void HoldOut_OfNothing_TrainsOnAll(object make) =>
        Assert.That(((Func<long, RowSplit>)make)(3).HoldOut(0).TrainCount, Is.EqualTo(Rows));

    [TestCaseSource(nameof(Splits))]
    public void HoldOut_Again_IsTheSame(object make)
    {
        var first = ((Func<long, RowSplit>)make)(3).HoldOut(0.25);
        var second = ((Func<long, RowSplit>)make)(3).HoldOut(0.25);

        Assert.That(second.IsTest, Is.EqualTo(first.IsTest));
    }

    [TestCaseSource(nameof(Splits))]
    public void KFold_TestsNoRowTwice_AndNoFoldIsEmpty(object make)
    {
        const int count = 10;

        var folds = ((Func<long, RowSplit>)make)(4).KFold(count);

        var tested = Enumerable.Range(0, Rows).Select(row => folds.Count(fold => fold.IsTest[row])).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(tested, Is.All.LessThanOrEqualTo(1));
            Assert.That(folds.Select(fold => fold.TestCount), Is.All.GreaterThan(Rows / (4 * count)));
            Assert.That(folds.All(fold => fold.IsTrain.Zip(fold.IsTest).All(row => !row.First || !row.Second)), Is.True);
            Assert.That(folds.Select(fold => fold.TrainCount), Is.All.GreaterThan(0));
        });
    }

    [TestCase(-0.1)]
    [TestCase(1)]
    [TestCase(double.NaN)]
    public void HoldOut_OutsideTheRange_IsRefused(double ratio) =>
        Assert.That(() => new ShareSplit([0.1, 0.9]).HoldOut(ratio), Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(1)]
    [TestCase(4)]
    public void KFold_OfMoreThanThereIs_IsRefused(int count) => Assert.Multiple(() =>
    {
        Assert.That(() => new ShareSplit([0.1, 0.5, 0.9]).KFold(count), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new StratifiedSplit([0.1, 0.5, 0.9], [0, 1, 0]).KFold(count), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new TimeSplit([1, 2, 3]).KFold(count), Throws.TypeOf<ArgumentOutOfRangeException>());
    });

    [Test]
    public void Shares_OfKeys_StayWhenRowsComeAndMove([Range(1, 5)] int seed)
    {
        var keys = Keys(500);
        var before = keys.Zip(RowShares.OfKeys(seed, keys)).ToDictionary(row => row.First, row => row.Second);
        var more = Keys(900);
        new Random(seed).Shuffle(more);

        var after = more.Zip(RowShares.OfKeys(seed, more)).ToDictionary(row => row.First, row => row.Second);

        Assert.That(before.All(row => after[row.Key] == row.Value), Is.True, $"Seed {seed}.");
    }

    // XXH3 of nothing under seed 0, as published with the algorithm: 2D06800538D394C2.
    [Test]
    public void Shares_OfKeys_AreXxh3() =>
        Assert.That(RowShares.OfKeys(0, [""])[0], Is.EqualTo((0x2D06800538D394C2UL >> 11) / (double)(1UL << 53)));

    [Test]
    public void Shares_OfPositions_AreThoseOfTheTrainTestSplit()
    {
        var fold = new ShareSplit(RowShares.OfPositions("data", 7, 24)).HoldOut(0.5);

        Assert.That(fold.IsTrain, Is.EqualTo(new TrainTestSplit("data", 7, 0.5).Assign(new int[24])));
    }

    [Test]
    public void Group_IsNeverOnBothSides([Range(1, 5)] int seed)
    {
        var groups = Groups(Rows);
        var split = new ShareSplit(RowShares.OfKeys(seed, groups));

        Fold[] folds = [split.HoldOut(0.3), .. split.KFold(5)];

        foreach (var fold in folds)
        {
            var train = groups.Where((_, row) => fold.IsTrain[row]).ToHashSet();
            Assert.That(groups.Where((_, row) => fold.IsTest[row]), Has.None.Matches<string>(group => train.Contains(group!)), $"Seed {seed}.");
        }
    }

    [Test]
    public void Group_OfTwo_HasOneOnEachSide([Range(1, 20)] int seed)
    {
        var fold = new ShareSplit(RowShares.OfKeys(seed, ["a", "a", "b", "b", "b"])).HoldOut(0.01);

        Assert.That((fold.TrainCount, fold.TestCount), Is.EqualTo((2, 3)).Or.EqualTo((3, 2)));
    }

    [Test]
    public void Stratified_MeetsTheRatioInEveryClass([Values(0.1, 0.2, 0.5)] double ratio)
    {
        var classes = Classes(Rows);

        var fold = new StratifiedSplit(RowShares.OfPositions("data", 1, Rows), classes).HoldOut(ratio);

        foreach (var rows in Enumerable.Range(0, Rows).GroupBy(row => classes[row]))
        {
            Assert.That(rows.Count(row => fold.IsTest[row]), Is.EqualTo(ratio * rows.Count()).Within(1));
        }
    }

    [Test]
    public void Stratified_TrainsOnEveryClass() =>
        Assert.That(new StratifiedSplit([0.1, 0.2, 0.3], [0, 1, 1]).HoldOut(0.9).IsTrain, Is.EqualTo(new[] { true, false, true }));

    [Test]
    public void Stratified_KFold_SpreadsEveryClass()
    {
        var classes = Classes(Rows);

        var folds = new StratifiedSplit(RowShares.OfPositions("data", 1, Rows), classes).KFold(5);

        foreach (var rows in Enumerable.Range(0, Rows).GroupBy(row => classes[row]))
        {
            Assert.That(folds.Select(fold => rows.Count(row => fold.IsTest[row])), Is.All.EqualTo(rows.Count() / 5.0).Within(1));
        }
    }

    [Test]
    public void Time_TestsOnWhatCameAfter([Range(1, 5)] int seed)
    {
        var times = Times(seed, Rows);
        var split = new TimeSplit(times);

        Fold[] folds = [split.HoldOut(0.3), .. split.KFold(4)];

        foreach (var fold in folds)
        {
            var last = times.Where((_, row) => fold.IsTrain[row]).Max();
            Assert.That(times.Where((_, row) => fold.IsTest[row]).Min(), Is.GreaterThan(last), $"Seed {seed}.");
        }
    }

    [Test]
    public void Time_OfManyRowsAtOneTime_LeavesNoFoldEmpty()
    {
        double[] times = [.. Enumerable.Repeat(1.0, 90), 2, 3, 4, double.NaN];

        var folds = new TimeSplit(times).KFold(3);

        Assert.That(folds.Select(fold => (fold.TrainCount, fold.TestCount)), Is.EqualTo([(90, 1), (91, 1), (92, 1)]));
    }

    [Test]
    public void RowsThatTakeNoPart_AreOnNoSide()
    {
        Fold[] folds =
        [
            new ShareSplit([0.1, 0.5, 0.9], [true, false, true]).HoldOut(0.3),
            new StratifiedSplit([0.1, 0.5, 0.9], [0, -1, 0]).HoldOut(0.3),
            new TimeSplit([1, double.NaN, 3]).HoldOut(0.3),
        ];

        Assert.That(folds.Select(fold => fold.IsTrain[1] || fold.IsTest[1]), Is.All.False);
    }

    private static TestCaseData Case(string name, Func<long, RowSplit> make) => new TestCaseData(make).SetArgDisplayNames(name);

    private static string[] Keys(int count) => [.. Enumerable.Range(0, count).Select(i => $"customer-{i}")];

    private static string[] Groups(int count) => [.. Enumerable.Range(0, count).Select(i => $"house-{i * 7 % 311}")];

    // Classes of very different sizes.
    private static int[] Classes(int count) => [.. Enumerable.Range(0, count).Select(i => i % 50 == 0 ? 2 : i % 5 == 0 ? 1 : 0)];

    private static double[] Times(long seed, int count)
    {
        var random = new Random((int)seed);
        return [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(300))];
    }
}
