using Maas.Inference.Catalog;

namespace Maas.Inference.Tests.Catalog;

internal sealed class KeyedSplitTests
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 100_000).Select(i => $"user-{i}")];

    [Test]
    public void Of_ManyKeys_GivesEachVersionItsShare()
    {
        var counts = Versions(("1", 70), ("2", 25), ("3", 5)).CountBy(version => version).ToDictionary();

        Assert.That(counts["1"], Is.EqualTo(70_000).Within(500));
        Assert.That(counts["2"], Is.EqualTo(25_000).Within(500));
        Assert.That(counts["3"], Is.EqualTo(5_000).Within(250));
    }

    [Test]
    public void Of_AKey_DoesNotDependOnTheOrderOfTheVersions() =>
        Assert.That(Versions(("2", 10), ("1", 90)), Is.EqualTo(Versions(("1", 90), ("2", 10))));

    [Test]
    public void Of_Keys_IsTheSameInEveryReleaseOfThisServer()
    {
        var split = Split(("1", 50), ("2", 50));

        var versions = string.Concat(Enumerable.Range(0, 16).Select(i => split.Of($"user-{i}", UnitHash.Fold("live")).Version));

        Assert.That(versions, Is.EqualTo("1121111122112211"));
    }

    [Test]
    public void Of_WhenOneOfTwoSharesGrows_MovesOnlyTheDifferenceAndOnlyThere()
    {
        var moves = Moves(Versions(("1", 90), ("2", 10)), Versions(("1", 80), ("2", 20)));

        Assert.That(moves.Keys, Is.EqualTo(new[] { ("1", "2") }));
        Assert.That(moves[("1", "2")], Is.EqualTo(10_000).Within(300));
    }

    [Test]
    public void Of_WhenAVersionComesInAndTheOthersShrinkAlike_MovesKeysToItAlone()
    {
        var moves = Moves(Versions(("1", 60), ("2", 30)), Versions(("1", 60), ("2", 30), ("3", 10)));

        Assert.That(moves.Keys.Select(move => move.To), Is.All.EqualTo("3"));
        Assert.That(moves.Values.Sum(), Is.EqualTo(10_000).Within(300));
    }

    [Test]
    public void Of_WhenOneOfThreeSharesGoesToAnother_MovesLittleMoreThanThat()
    {
        var moves = Moves(Versions(("1", 50), ("2", 30), ("3", 20)), Versions(("1", 40), ("2", 30), ("3", 30)));

        Assert.That(moves.Values.Sum(), Is.InRange(10_000, 13_000));
    }

    [Test]
    public void Of_KeysElsewhere_AreSplitInAnotherWay()
    {
        var split = Split(("1", 50), ("2", 50));

        var same = Keys.Count(key => split.Of(key, UnitHash.Fold("live")) == split.Of(key, UnitHash.Fold("beta")));

        Assert.That(same, Is.EqualTo(50_000).Within(1000));
    }

    private static Dictionary<(string From, string To), int> Moves(string[] before, string[] after) => before.Zip(after)
        .Where(pair => pair.First != pair.Second).CountBy(pair => (pair.First, pair.Second)).ToDictionary();

    private static string[] Versions(params (string Version, int Weight)[] weights)
    {
        var split = Split(weights);
        return [.. Keys.Select(key => split.Of(key, salt: 0).Version)];
    }

    private static KeyedSplit Split(params (string Version, int Weight)[] weights) => new(
        weights.Select(share => (new CatalogVersion { Version = share.Version, State = ModelState.Ready }, share.Weight)));
}
