using Maas.Statistics.Counts;
using Maas.Statistics.Distributions;

namespace Maas.Statistics.Tests.Counts;

internal sealed class BridgeQuadraticFormTests
{
    // At one point the square of the bridge is t (1 - t) times chi-squared with one degree of freedom.
    [TestCase(0.5, 1.0, 0.96)]
    [TestCase(0.2, 3.0, 1.9)]
    [TestCase(0.9, 0.5, 0.01)]
    public void Survival_OfOnePoint_IsThatOfChiSquared(double place, double weight, double value)
    {
        var form = new BridgeQuadraticForm([place, 1 - place], [weight]);

        var expected = ChiSquaredDistribution.Survival(value / (weight * place * (1 - place)), 1);
        Assert.That(form.Mean, Is.EqualTo(weight * place * (1 - place)).Within(1e-14));
        Assert.That(form.Survival(value), Is.EqualTo(expected).Within(expected * 0.12));
    }

    // Anderson and Darling, "Asymptotic Theory of Certain Goodness of Fit Criteria", 1952, table 1, and "A Test of
    // Goodness of Fit", 1954, table 2.
    [TestCase(false, 0.34730, 0.10)]
    [TestCase(false, 0.46136, 0.05)]
    [TestCase(false, 0.74346, 0.01)]
    [TestCase(false, 1.16786, 0.001)]
    [TestCase(true, 1.933, 0.10)]
    [TestCase(true, 2.492, 0.05)]
    [TestCase(true, 3.857, 0.01)]
    public void Survival_OfManyPoints_IsThatOfTheTables(bool isAndersonDarling, double value, double expected)
    {
        const int Points = 2_000;
        var gaps = Enumerable.Repeat(1.0 / (Points + 1), Points + 1).ToArray();
        var weights = Enumerable.Range(1, Points)
            .Select(point => point / (Points + 1.0))
            .Select(t => (isAndersonDarling ? 1 / (t * (1 - t)) : 1) / (Points + 1))
            .ToArray();

        Assert.That(new BridgeQuadraticForm(gaps, weights).Survival(value), Is.EqualTo(expected).Within(expected * 0.08));
    }

    [Test]
    public void Survival_OfLargerValues_Falls()
    {
        var form = new BridgeQuadraticForm([0.1, 0.2, 0.3, 0.4], [1, 2, 3]);

        double[] tails = [.. Enumerable.Range(-1, 4_000).Select(step => form.Survival(step * form.Mean / 100))];

        Assert.That(tails, Is.Ordered.Descending);
        Assert.That(tails[0], Is.EqualTo(1));
        Assert.That(tails[^1], Is.GreaterThan(0).And.LessThan(1e-6));
    }

    // Beside a simulation of the bridge itself, at a level that corrections for many features ask for.
    [Test]
    public void Survival_FarOut_IsThatOfASimulation()
    {
        double[] gaps = [0.05, 0.25, 0.3, 0.2, 0.2];
        double[] weights = [4, 1, 1, 1, 3];
        var form = new BridgeQuadraticForm(gaps, weights[..4]);
        var generator = new LinearCongruential(7);
        const int Draws = 400_000;
        var above = 0;
        const double Value = 3.2;
        for (var draw = 0; draw < Draws; draw++)
        {
            above += QuadraticOfABridge(gaps, weights, generator) > Value ? 1 : 0;
        }

        var simulated = above / (double)Draws;
        Assert.That(simulated, Is.InRange(1e-4, 0.05));
        Assert.That(form.Survival(Value), Is.EqualTo(simulated).Within(simulated * 0.15));
    }

    private static double QuadraticOfABridge(double[] gaps, double[] weights, LinearCongruential generator)
    {
        var walk = new double[gaps.Length];
        var at = 0.0;
        for (var step = 0; step < gaps.Length; step++)
        {
            at += Math.Sqrt(gaps[step]) * generator.NextNormal();
            walk[step] = at;
        }

        var (sum, t) = (0.0, 0.0);
        for (var point = 0; point < gaps.Length - 1; point++)
        {
            t += gaps[point];
            var bridge = walk[point] - (t * at);
            sum += weights[point] * bridge * bridge;
        }

        return sum;
    }
}
