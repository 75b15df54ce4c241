using Maas.Training.Worker.Measuring;

namespace Maas.Training.Worker.Tests.Measuring;

public sealed class MetricsTests
{
    // The example of scikit-learn's documentation of r2_score and its neighbours.
    [Test]
    public void Regression_OfAKnownExample_EqualsScikitLearn()
    {
        var metrics = new Dictionary<string, double>();

        RegressionMetrics.AddTo(metrics, "test", [3, -0.5, 2, 7], [2.5f, 0, 2, 8]);

        Assert.That(metrics["test.r2"], Is.EqualTo(0.948608137045).Within(1e-12));
        Assert.That(metrics["test.mse"], Is.EqualTo(0.375));
        Assert.That(metrics["test.rmse"], Is.EqualTo(Math.Sqrt(0.375)));
        Assert.That(metrics["test.mae"], Is.EqualTo(0.5));
    }

    [Test]
    public void Regression_OfAConstantTruth_HasNoR2()
    {
        var metrics = new Dictionary<string, double>();

        RegressionMetrics.AddTo(metrics, "test", [2, 2], [2, 3]);

        Assert.That(metrics.Keys, Is.EquivalentTo((string[])["test.mse", "test.rmse", "test.mae"]));
    }

    // The example of scikit-learn's documentation of f1_score: macro 0.2666..., with class 1 never right.
    [Test]
    public void Classification_OfAKnownExample_EqualsScikitLearn()
    {
        int[] truth = [0, 1, 2, 0, 1, 2];
        int[] predicted = [0, 2, 1, 0, 0, 1];
        var probabilities = new float[18];
        Array.Fill(probabilities, 1f / 3);
        var metrics = new Dictionary<string, double>();

        ClassificationMetrics.AddTo(metrics, "test", truth, predicted, probabilities, 3);

        Assert.That(metrics["test.macro_f1"], Is.EqualTo(0.8 / 3).Within(1e-12));
        Assert.That(metrics["test.accuracy"], Is.EqualTo(1.0 / 3).Within(1e-12));
        Assert.That(metrics["test.log_loss"], Is.EqualTo(Math.Log(3)).Within(1e-6));
        Assert.That(
            ClassificationMetrics.Confusion(truth, predicted, 3), Is.EqualTo((long[])[2, 0, 0, 1, 0, 1, 0, 2, 0]));
    }

    [Test]
    public void LogLoss_OfACertainMistake_IsFinite()
    {
        var metrics = new Dictionary<string, double>();

        ClassificationMetrics.AddTo(metrics, "test", [0], [1], [0, 1], 2);

        Assert.That(metrics["test.log_loss"], Is.EqualTo(-Math.Log(1.1920929e-7)).Within(1e-6));
    }
}
