using Maas.Training.Search.Sampling;
using Maas.Training.Search.Sampling.Parzen;
using Maas.Training.Search.Spaces;

namespace Maas.Training.Tests.Search;

/// <summary>
/// The figures are those of Optuna 5.0.0.dev's <c>_ParzenEstimator</c> (revision 1d8ce7b, prior 1, magic clip, no endpoints), whose
/// densities are per unit of the parameter or of its logarithm; ours are per length of the unit scale, larger by that range.
/// </summary>
internal sealed class ParzenTests
{
    private const double Tolerance = 1e-10;

    private static readonly SearchParameter[] Parameters =
    [
        new() { Name = "rate", Kind = ParameterKind.Real, Low = 1e-4, High = 1, IsLogarithmic = true },
        new() { Name = "x", Kind = ParameterKind.Real, Low = -5, High = 10 },
        new() { Name = "layers", Kind = ParameterKind.Integer, Low = 1, High = 8 },
        new() { Name = "batch", Kind = ParameterKind.Integer, Low = 8, High = 512, IsLogarithmic = true },
        new() { Name = "width", Kind = ParameterKind.Integer, Low = 10, High = 100, Step = 15 },
        new() { Name = "kind", Kind = ParameterKind.Categorical, Choices = ["a", "b", "c"] },
    ];

    private static readonly double[][] Observed =
        [[1e-3, 0.02, 0.5, 3e-4], [0, 2.5, -4, 9.5], [3, 8, 1, 3], [64, 8, 200, 512], [10, 55, 100, 40], [0, 2, 2, 1]];

    private static readonly double[][] Asked = [[2e-3, 0.9], [1, -5], [4, 8], [100, 8], [25, 100], [2, 0]];

    private static double LogRange(int parameter) => parameter switch
    {
        0 => Math.Log(4 * Math.Log(10)),
        1 => Math.Log(15),
        _ => 0,
    };

    [TestCase(0, -2.1163568756211895, -2.533826303197354)]
    [TestCase(1, -2.562462483276623, -2.711580540099833)]
    [TestCase(2, -1.9685232800123724, -2.564111174810243)]
    [TestCase(3, -5.984898393615566, -3.926324414763458)]
    [TestCase(4, -1.791164350348184, -2.2671139991702947)]
    [TestCase(5, -0.8754687373538996, -1.2321436812926323)]
    public void LogDensityAt_OfOneParameter_IsAsReferred(int parameter, double first, double second)
    {
        var estimator = EstimatorOf([parameter]);

        Assert.That(estimator.LogDensityAt(PointOf([parameter], 0)), Is.EqualTo(first + LogRange(parameter)).Within(Tolerance));
        Assert.That(estimator.LogDensityAt(PointOf([parameter], 1)), Is.EqualTo(second + LogRange(parameter)).Within(Tolerance));
    }

    [Test]
    public void LogDensityAt_OfAllTogether_IsAsReferred()
    {
        int[] all = [0, 1, 2, 3, 4, 5];
        var estimator = EstimatorOf(all);

        Assert.That(estimator.LogDensityAt(PointOf(all, 0)), Is.EqualTo(-15.632885403242815 + all.Sum(LogRange)).Within(Tolerance));
        Assert.That(estimator.LogDensityAt(PointOf(all, 1)), Is.EqualTo(-15.188263775126496 + all.Sum(LogRange)).Within(Tolerance));
    }

    [TestCase(-3.3, -2.870724986124694)]
    [TestCase(9, -2.5564954009995855)]
    public void LogDensityAt_OfThirtyObservations_WeighsTheOldestLess(double x, double expected)
    {
        var scale = new UnitScale(Parameters[1]);
        var observations = Enumerable.Range(0, 30).Select(i => new[] { scale.Of(ParameterValue.Of(-5 + (i * 15 / 29.0))) }).ToList();

        var density = new ParzenEstimator([scale], observations).LogDensityAt([scale.Of(ParameterValue.Of(x))]);

        Assert.That(density, Is.EqualTo(expected + LogRange(1)).Within(Tolerance));
    }

    // Optuna: -2.6720724 and -2.68986538, less the range.
    [Test]
    public void LogDensityAt_OfFewObservations_IsAsReferred()
    {
        var scale = new UnitScale(Parameters[1]);

        Assert.That(new ParzenEstimator([scale], []).LogDensityAt([0.4]), Is.EqualTo(-2.6720724 + LogRange(1)).Within(1e-7));
        Assert.That(new ParzenEstimator([scale], [[0.8]]).LogDensityAt([0.4]), Is.EqualTo(-2.68986538 + LogRange(1)).Within(1e-7));
    }

    [Test]
    public void Density_OfNumbers_HasTheIntegralOne()
    {
        var estimator = EstimatorOf([0]);

        var integral = Enumerable.Range(0, 10_000).Sum(i => Math.Exp(estimator.LogDensityAt([(i + 0.5) / 10_000])) / 10_000);

        Assert.That(integral, Is.EqualTo(1).Within(1e-6));
    }

    [Test]
    public void Probabilities_OfIntegersAndChoices_HaveTheSumOne([Values(2, 3, 4, 5)] int parameter)
    {
        var scale = new UnitScale(Parameters[parameter]);
        var estimator = EstimatorOf([parameter]);

        Assert.That(scale.Values().Sum(value => Math.Exp(estimator.LogDensityAt([scale.Of(value)]))), Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void Draw_FollowsTheDensity([Values(1, 2, 5)] int parameter)
    {
        var scale = new UnitScale(Parameters[parameter]);
        var estimator = EstimatorOf([parameter]);
        var draws = new SeededDraws(11);
        var places = Enumerable.Range(0, 20_000).Select(_ => estimator.Draw(draws)[0]).ToList();

        // A mean of logarithms over own draws is minus the entropy; 20,000 draws tell it to about 0.01.
        var told = places.Average(place => estimator.LogDensityAt([place]));
        var exact = parameter == 1
            ? Enumerable.Range(0, 10_000).Average(i => Gain(estimator.LogDensityAt([(i + 0.5) / 10_000])))
            : scale.Values().Sum(value => Gain(estimator.LogDensityAt([scale.Of(value)])));

        Assert.That(told, Is.EqualTo(exact).Within(0.03));
    }

    // SciPy 1.10: norm.cdf.
    [TestCase(0, 0.5)]
    [TestCase(1, 0.8413447460685429)]
    [TestCase(-1.96, 0.024997895148220435)]
    [TestCase(3, 0.9986501019683699)]
    [TestCase(-6, 9.865876450376946e-10)]
    [TestCase(9, 1)]
    public void Below_IsTheNormalDistribution(double x, double expected) =>
        Assert.That(NormalDistribution.Below(x), Is.EqualTo(expected).Within(1e-14));

    private static double Gain(double logDensity) => Math.Exp(logDensity) * logDensity;

    private static ParzenEstimator EstimatorOf(int[] parameters) => new(
        [.. parameters.Select(i => new UnitScale(Parameters[i]))],
        [.. Enumerable.Range(0, 4).Select(k => parameters.Select(i => PlaceOf(i, Observed[i][k])).ToArray())]);

    private static double[] PointOf(int[] parameters, int k) => [.. parameters.Select(i => PlaceOf(i, Asked[i][k]))];

    private static double PlaceOf(int parameter, double value) => Parameters[parameter].Choices.Count > 0
        ? value
        : new UnitScale(Parameters[parameter]).Of(ParameterValue.Of(value));
}
