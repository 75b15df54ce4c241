using Maas.Statistics.Performance;

namespace Maas.Statistics.Tests.Performance;

public sealed class LossModelTests
{
    [TestCase(0)]
    [TestCase(5)]
    public void Fit_OfNumbers_TellsWhatLossEstimationTells(double penalty)
    {
        var twister = new MersenneTwister(11);
        double[] rows = [.. MersenneTwister.Draw(900, () => 3 + twister.NextNormal())];
        double[] losses = [.. rows.Chunk(3).Select(row => Math.Abs(row[0] * twister.NextNormal()) + row[1])];
        var estimation = LossEstimation.Fit(rows, 3, losses, withSquares: true, penalty);

        var model = LossModel.Fit(rows, [true, true, true], losses, penalty);

        foreach (var row in rows.Chunk(3))
        {
            Assert.That(model.Predict(row), Is.EqualTo(estimation.Estimate(row).Value).Within(1e-12));
        }

        Assert.That(model.QuadraticWeights.ToArray(), Has.All.Not.Zero);
    }

    // 2 + 3 a - b² / 2 + 4 c, with c in {0, 1}.
    [Test]
    public void Fit_OfAKnownSum_FindsItsWeights()
    {
        var random = new Random(3);
        double[] rows = [.. Enumerable.Range(0, 60).SelectMany(_ => new[] { random.NextDouble(), random.NextDouble(), random.Next(2) })];

        var model = LossModel.Fit(
            rows, [true, true, false], [.. rows.Chunk(3).Select(row => 2 + (3 * row[0]) - (row[1] * row[1] / 2) + (4 * row[2]))], penalty: 0);

        Assert.That(model.Intercept, Is.EqualTo(2).Within(1e-9));
        Assert.That(model.LinearWeights.ToArray(), Is.EqualTo((double[])[3, 0, 4]).Within(1e-9));
        Assert.That(model.QuadraticWeights.ToArray(), Is.EqualTo((double[])[0, -0.5, 0]).Within(1e-9));
    }

    [Test]
    public void Model_OfItsWeights_IsTheSameToTheBit()
    {
        var random = new Random(4);
        double[] rows = [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble())];
        var model = LossModel.Fit(rows, [true, false], [.. rows.Chunk(2).Select(row => row[0] * random.NextDouble())], penalty: 1);

        var again = new LossModel(model.Intercept, model.LinearWeights, model.QuadraticWeights);

        Assert.That(rows.Chunk(2).Select(row => again.Predict(row)), Is.EqualTo(rows.Chunk(2).Select(row => model.Predict(row))));
    }

    // By hand: 1 + 2 * 3 - 3² = -2, which is no loss; 1 + 2 * 1 - 1² = 2.
    [Test]
    public void Predict_IsTheSumOfItsTerms_AndNeverBelowNothing()
    {
        var model = new LossModel(1, [2], [-1]);

        Assert.That((model.Predict([3]), model.Predict([1])), Is.EqualTo((0.0, 2.0)));
    }

    [Test]
    public void Model_OfWhatDoesNotFit_Throws()
    {
        Assert.That(() => new LossModel(1, [], []), Throws.ArgumentException);
        Assert.That(() => new LossModel(1, [1], [1, 2]), Throws.ArgumentException);
        Assert.That(() => new LossModel(double.NaN, [1], [1]), Throws.ArgumentException);
        Assert.That(() => new LossModel(1, [1], [double.PositiveInfinity]), Throws.ArgumentException);
        Assert.That(() => LossModel.Fit([1, 2, 3], [true, true], [1], 0), Throws.ArgumentException);
        Assert.That(() => LossModel.Fit([], [], [1], 0), Throws.ArgumentException);
        Assert.That(() => LossModel.Fit([1e200, 2], [true], [1, 2], 0), Throws.ArgumentException);
    }
}
