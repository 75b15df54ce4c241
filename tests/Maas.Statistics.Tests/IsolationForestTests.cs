namespace Maas.Statistics.Tests;

public sealed class IsolationForestTests
{
    // One forest is chance; the mean of twenty is within a few thousandths of the mean of twenty others.
    [TestCase("iris.csv", "iris")]
    [TestCase("breast_cancer.csv", "breast_cancer")]
    public void Score_MeanOfManyForests_IsThatOfScikitLearn(string file, string name)
    {
        var (rows, columnCount) = AnalysisReferences.ReadNumbers(file);
        var references = AnalysisReferences.Root.GetProperty("isolation_forest").GetProperty(name).Numbers();
        var forests = AnalysisReferences.Root.GetProperty("isolation_forest").GetProperty("forests").GetInt32();

        var scores = Enumerable.Range(0, forests)
            .Select(seed => IsolationForest.Fit(rows, columnCount, new Random(seed)).Score(rows)).ToList();
        var means = Enumerable.Range(0, references.Length).Select(row => scores.Average(forest => forest[row])).ToArray();

        Assert.That(means, Is.EqualTo(references).Within(0.012));
        Assert.That(means.Zip(references, (mean, reference) => mean - reference).Average(), Is.Zero.Within(0.002));
        Assert.That(
            new RankedSample(means).Spearman(new RankedSample(references)), Is.GreaterThan(0.995));
    }

    [Test]
    public void Score_OfARowFarFromAllOthers_IsTheHighest()
    {
        var normals = new LinearCongruential(11).Normals(1000);
        double[] rows = [.. normals, 40, -40];

        var scores = IsolationForest.Fit(rows, 2, new Random(1)).Score(rows);

        Assert.That(Array.IndexOf(scores, scores.Max()), Is.EqualTo(500));
        Assert.That(scores[500], Is.GreaterThan(0.7));
        Assert.That(scores.Take(500).Average(), Is.InRange(0.4, 0.5));
    }

    [Test]
    public void Fit_WithTheSameSeed_GivesTheSameForest()
    {
        var rows = new LinearCongruential(3).Normals(900);

        var once = IsolationForest.Fit(rows, 3, new Random(5)).Score(rows);
        var again = IsolationForest.Fit(rows, 3, new Random(5)).Score(rows);

        Assert.That(again, Is.EqualTo(once));
    }

    // Nothing can be cut: every path has the length of an average one.
    [Test]
    public void Score_OfEqualRows_IsAHalf() => Assert.That(
        IsolationForest.Fit([1, 2, 1, 2, 1, 2, 1, 2], 2, new Random(1)).Score([1, 2, 9, 9]), Is.EqualTo([0.5, 0.5]).Within(1e-12));

    [Test]
    public void Fit_OnTheWidestNumbers_StillCuts()
    {
        double[] rows = [-double.MaxValue, double.MaxValue, 0, double.Epsilon];

        var scores = IsolationForest.Fit(rows, 1, new Random(1)).Score(rows);

        Assert.That(scores, Has.All.InRange(0.0, 1.0));
        Assert.That(scores[0], Is.GreaterThan(scores[2]));
    }

    // By hand: c(3) = 2 (ln 2 + gamma) - 4 / 3.
    [TestCase(1, 0)]
    [TestCase(2, 1)]
    [TestCase(3, 1.2073923575)]
    [TestCase(256, 10.244770920)]
    public void AveragePathLength_OfSoManyRows_IsThePaperS(int count, double length) =>
        Assert.That(IsolationForest.AveragePathLength(count), Is.EqualTo(length).Within(1e-6));

    [Test]
    public void Fit_WithWhatIsNotFinite_Throws() =>
        Assert.That(() => IsolationForest.Fit([1, double.NaN, 3, 4], 2, new Random(1)), Throws.ArgumentException);

    [Test]
    public void Fit_OnOneRow_Throws() => Assert.That(() => IsolationForest.Fit([1, 2], 2, new Random(1)), Throws.ArgumentException);

    [Test]
    public void Score_OfHalfARow_Throws()
    {
        var forest = IsolationForest.Fit([1, 2, 3, 4], 2, new Random(1));

        Assert.That(() => forest.Score([1, 2, 3]), Throws.ArgumentException);
    }
}
