using Maas.Contracts.Monitoring.V1;
using Maas.Training.Worker.Baselines;
using Maas.Training.Worker.Data;
using Loss = Maas.Statistics.Performance.LossModel;

namespace Maas.Training.Worker.Tests.Baselines;

internal sealed class RegressionPerformanceTests
{
    private static readonly FeatureBaseline Unbounded = new() { Numeric = new NumericBaseline() };

    // The example of scikit-learn's documentation of r2_score and its neighbours.
    [Test]
    public void Figures_OfAKnownExample_EqualScikitLearn()
    {
        var performance = Measure([3, -0.5, 2, 7], [2.5f, 0, 2, 8])!;

        Assert.That(performance.RowCount, Is.EqualTo(4));
        Assert.That(performance.Metrics.Keys, Is.EquivalentTo((string[])["mae", "mse", "rmse", "r2", "bias"]));
        Assert.That(performance.Metrics["mae"], Is.EqualTo(0.5));
        Assert.That(performance.Metrics["mse"], Is.EqualTo(0.375));
        Assert.That(performance.Metrics["rmse"], Is.EqualTo(Math.Sqrt(0.375)));
        Assert.That(performance.Metrics["r2"], Is.EqualTo(0.948608137045).Within(1e-12));
        Assert.That(performance.Metrics["bias"], Is.EqualTo(0.25), "predictions are too high");
        Assert.That(performance.Regression.FourthPowerMean, Is.EqualTo((0.0625 + 0.0625 + 0 + 1) / 4));
        Assert.That(1 - (0.375 / performance.Regression.TruthVariance), Is.EqualTo(performance.Metrics["r2"]).Within(1e-15));
    }

    [Test]
    public void Figures_OfAConstantTruth_HaveNoR2() =>
        Assert.That(Measure([2, 2], [2, 3])!.Metrics.Keys, Is.EquivalentTo((string[])["mae", "mse", "rmse", "bias"]));

    [TestCase(float.NaN)]
    [TestCase(float.NegativeInfinity)]
    public void Performance_OfPredictionsThatAreNoNumbers_IsNotTold(float prediction) => Assert.That(Measure([1, 2], [1, prediction]), Is.Null);

    [Test]
    public void Models_OfErrorsWhosePowersAreNoNumbers_AreLeftOut_FiguresAreNot()
    {
        var performance = Measure([1e60, 0], [0, 0])!;

        Assert.That(performance.EstimationCase, Is.EqualTo(PerformanceBaseline.EstimationOneofCase.None));
        Assert.That(performance.Metrics["mae"], Is.EqualTo(5e59).Within(1e45));
    }

    [Test]
    public void Models_OfASingleRow_TellItsError()
    {
        var regression = Measure([5], [2])!.Regression;

        Assert.That(Predict(regression.AbsoluteError, [2]), Is.EqualTo(3).Within(1e-9));
        Assert.That(Predict(regression.FourthPowerError, [7]), Is.EqualTo(81).Within(1e-9));
    }

    // Errors are normal with a variance of 1 + x², four more for blue: what models of 20,000 rows say, made again of their weights.
    [Test]
    public void Models_OfErrorsThatDifferByRow_TellThemApart()
    {
        var random = new Random(9);
        const int Count = 20_000;
        var (x, colors, truth, predictions) = (new float[Count], new string[Count], new double[Count], new float[Count]);
        for (var row = 0; row < Count; row++)
        {
            (x[row], colors[row]) = ((float)((4 * random.NextDouble()) - 2), random.Next(3) == 0 ? "blue" : "red");
            predictions[row] = (float)(3 * random.NextDouble());
            truth[row] = predictions[row] + (Math.Sqrt(Variance(x[row], colors[row])) * Normal(random));
        }

        var rows = new RawRows(Count, [new("(prediction)", predictions, null), new("x", x, null), new("color", null, colors)]);
        var regression = RegressionPerformance.Of(truth, rows, [Unbounded, Unbounded, new FeatureBaseline { Categorical = new CategoricalBaseline() }])!.Regression;

        Assert.That(regression.Columns.Select(Name), Is.EqualTo((string[])["(prediction)", "x", "color=red", "color=blue"]));
        foreach (var (number, color) in new[] { (-1.5, "red"), (0, "red"), (0, "blue"), (1.5, "blue") })
        {
            double[] row = [1.5, number, color == "red" ? 1 : 0, color == "blue" ? 1 : 0];
            Assert.That(Predict(regression.SquaredError, row), Is.EqualTo(Variance(number, color)).Within(12).Percent, $"{number}, {color}");
            Assert.That(Predict(regression.AbsoluteError, row), Is.EqualTo(Math.Sqrt(Variance(number, color) * 2 / Math.PI)).Within(25).Percent, "its root is no sum of terms");
        }

        Assert.That(regression.AbsoluteError.QuadraticWeights.Skip(2), Has.All.Zero);
    }

    private static double Variance(double x, string color) => 1 + (x * x) + (color == "blue" ? 4 : 0);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static string Name(LossColumn column) => column.HasCategory ? $"{column.Feature}={column.Category}" : column.Feature;

    private static double Predict(LossModel model, double[] row) =>
        new Loss(model.Intercept, [.. model.LinearWeights], [.. model.QuadraticWeights]).Predict(row);

    private static PerformanceBaseline? Measure(double[] truth, float[] predictions) =>
        RegressionPerformance.Of(truth, new RawRows(truth.Length, [new("(prediction)", predictions, null)]), [Unbounded]);
}
