using Maas.Contracts.Monitoring.V1;
using Maas.Training.Worker.Baselines;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Tests.Baselines;

internal sealed class LossColumnsTests
{
    private static readonly RawColumn Prediction = new("(prediction)", [1, 2, 3, 4], null);

    [Test]
    public void Columns_AreThePrediction_ThenNumbers_ThenCategoriesByTheirFrequency()
    {
        var columns = Choose(
            new("color", null, ["red", "blue", "", "blue"]),
            new("size", [1, 2, float.NaN, 6], null),
            new("shape", null, ["round", "round", "round", "flat"]));

        Assert.That(Names(columns), Is.EqualTo((string[])
            ["(prediction)", "size", "shape=round", "color=blue", "color=red", "shape=flat"]));
        Assert.That(columns.AreNumbers, Is.EqualTo((bool[])[true, true, false, false, false, false]));
        Assert.That(columns.ValuesOf([2, 3]), Is.EqualTo((double[])[3, 3, 1, 0, 0, 0, 4, 6, 0, 1, 0, 1]), "of the third size is the mean");
        Assert.That(columns.Descriptions.ElementAt(1).Mean, Is.EqualTo(3));
    }

    [Test]
    public void Columns_ThatAreTheSameInAllRows_AreLeftOut_ButThePrediction()
    {
        var columns = LossColumns.Choose(
            new RawRows(3,
            [
                new("(prediction)", [5, 5, 5], null), new("size", [2, float.NaN, 2], null), new("color", null, ["red", "red", "red"]),
                new("nothing", [float.NaN, float.NaN, float.NaN], null), new("shape", null, ["", "flat", ""]),
            ]),
            Seen(5));

        Assert.That(Names(columns), Is.EqualTo((string[])["(prediction)", "shape=flat"]));
    }

    [Test]
    public void Numbers_BeyondTheTrainingRows_AreTakenAsTheirEnds()
    {
        var columns = LossColumns.Choose(
            new RawRows(4, [Prediction, new RawColumn("size", [-7, 2, 3, 1e30f], null)]),
            [Seen(1)[0], new FeatureBaseline { Numeric = new NumericBaseline { Range = new ValueRange { Minimum = 0, Maximum = 5 } } }]);

        Assert.That(columns.ValuesOf([0, 1, 2, 3]), Is.EqualTo((double[])[1, 0, 2, 2, 3, 3, 4, 5]));
        Assert.That(columns.Descriptions.ElementAt(1).Mean, Is.EqualTo(2.5));
    }

    [Test]
    public void Categories_OfAFeature_AreTheTenMostFrequent()
    {
        // c00 once, c01 twice, and so on.
        string[] values = [.. Enumerable.Range(0, 12).SelectMany(i => Enumerable.Repeat($"c{i:d2}", i + 1))];

        var columns = LossColumns.Choose(
            new RawRows(values.Length, [new("(prediction)", new float[values.Length], null), new("code", null, values)]), Seen(2));

        Assert.That(Names(columns).Skip(1), Is.EqualTo(Enumerable.Range(2, 10).Reverse().Select(i => $"code=c{i:d2}")));
    }

    [Test]
    public void Columns_AreTwoHundredAtMost_NumbersBeforeCategories()
    {
        var numbers = Enumerable.Range(0, 195).Select(i => new RawColumn($"n{i}", [i, 1, 2, -1], null));

        var columns = Choose([.. numbers, new("color", null, ["a", "b", "b", "c"]), new("shape", null, ["x", "y", "x", "x"])]);

        Assert.That(Names(columns), Has.Count.EqualTo(200));
        Assert.That(Names(columns).Skip(196), Is.EqualTo((string[])["shape=x", "color=b", "color=a", "color=c"]));
    }

    private static LossColumns Choose(params RawColumn[] features) =>
        LossColumns.Choose(new RawRows(4, [Prediction, .. features]), Seen(features.Length + 1));

    private static List<FeatureBaseline> Seen(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new FeatureBaseline { Numeric = new NumericBaseline() })];

    private static List<string> Names(LossColumns columns) =>
        [.. columns.Descriptions.Select(column => column.HasCategory ? $"{column.Feature}={column.Category}" : column.Feature)];
}
