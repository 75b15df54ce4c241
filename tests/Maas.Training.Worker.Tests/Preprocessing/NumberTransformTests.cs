using Maas.Onnx.Building;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Preprocessing;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Tests.Preprocessing;

/// <summary>What is fitted, run by ONNX Runtime, against figures made by hand.</summary>
internal sealed class NumberTransformTests
{
    private static readonly FeaturePlan Plain = JobBench.Number("x", Scaling.None);

    // 1 to 9 and 100: quartiles 3.25 and 7.75, median 5.5, median absolute deviation 2.5, mean 14.5.
    private static readonly float[] Tenth = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100];

    [TestCase(Outliers.None, 1000f)]
    [TestCase(Outliers.Iqr, 14.5f)] // 7.75 + 1.5 * 4.5
    [TestCase(Outliers.Mad, 18.472201f)] // 5.5 + 3.5 / 0.6745 * 2.5
    [TestCase(Outliers.ZScore, 100.31521f)] // 14.5 + 3 * sqrt(818.25)
    [TestCase(Outliers.Percentile, 91.81f)] // 9 + 0.91 * 91
    public void Clip_DrawsToTheBound(string rule, float expected) =>
        Assert.That(Run(Plain with { Outliers = rule }, Tenth, 1000)[0], Is.EqualTo(expected).Within(1e-3));

    [TestCase(Scaling.Robust, 1f)] // (10 - 5.5) / 4.5
    [TestCase(Scaling.MaxAbs, 0.1f)]
    [TestCase(Scaling.MinMax, 9f / 99)]
    public void Scaling_IsByItsOwnFigures(string scaling, float expected) =>
        Assert.That(Run(Plain with { Scaling = scaling }, Tenth, 10)[0], Is.EqualTo(expected).Within(1e-6));

    [Test]
    public void RobustScaling_OfAColumnWhoseMiddleHalfIsEqual_KeepsTheRest() =>
        Assert.That(Run(Plain with { Scaling = Scaling.Robust }, [0, 0, 0, 0, 0, 0, 7], 7)[0], Is.EqualTo(7));

    [TestCase(float.NaN, 0f)]
    [TestCase(-3f, -1.3862944f)] // -log 4
    [TestCase(1.7182818f, 1f)]
    public void Logarithm_KeepsTheSign(float value, float expected) => Assert.That(
        Run(Plain with { Transform = NumericTransform.Log1p, Imputation = Imputation.Constant, ImputationConstant = "0" }, Tenth, value)[0],
        Is.EqualTo(expected).Within(1e-6));

    [TestCase(-50f, 0f)]
    [TestCase(3.25f, 0f)]
    [TestCase(3.3f, 1f)]
    [TestCase(5.6f, 2f)]
    [TestCase(1e9f, 3f)]
    public void Bins_AreBetweenQuantiles(float value, float expected) => Assert.That(
        Run(Plain with { Transform = NumericTransform.QuantileBins, BinCount = 4 }, Tenth, value)[0], Is.EqualTo(expected));

    [Test]
    public void Indicator_TellsWhatWasMissing() =>
        Assert.That(Run(Plain with { HasMissingIndicator = true, Imputation = Imputation.Median }, Tenth, float.NaN), Is.EqualTo((float[])[5.5f, 1]));

    [Test]
    public void PredictedFill_FollowsTheOtherColumns()
    {
        // y = 2 x + 1 where it is known.
        var train = new RawRows(4,
        [
            new RawColumn("x", [1, 2, 3, 10], null), new RawColumn("y", [3, 5, 7, float.NaN], null),
        ]);
        FeaturePlan[] features = [Plain, Plain with { Column = "y", Imputation = Imputation.Predicted }];

        var values = Run(features, RowNormalization.None, train, new RawRows(1, [new RawColumn("x", [20], null), new RawColumn("y", [float.NaN], null)]));

        Assert.That(values[1], Is.EqualTo(41).Within(1e-4));
    }

    [TestCase(RowNormalization.L1, 3f / 7, -4f / 7)]
    [TestCase(RowNormalization.L2, 0.6f, -0.8f)]
    [TestCase(RowNormalization.Max, 0.75f, -1f)]
    public void RowNormalization_DividesByTheLength(string normalization, float first, float second)
    {
        var train = new RawRows(2, [new RawColumn("x", [3, 1], null), new RawColumn("y", [-4, 2], null)]);

        var values = Run([Plain, Plain with { Column = "y" }], normalization, train,
            new RawRows(2, [new RawColumn("x", [3, 0], null), new RawColumn("y", [-4, 0], null)]));

        Assert.That(values, Is.EqualTo((float[])[first, second, 0, 0]).Within(1e-6));
    }

    private static float[] Run(FeaturePlan feature, float[] train, float value) => Run(
        [feature], RowNormalization.None, new RawRows(train.Length, [new RawColumn("x", train, null)]),
        new RawRows(1, [new RawColumn("x", [value], null)]));

    private static float[] Run(FeaturePlan[] features, string normalization, RawRows train, RawRows rows)
    {
        var plan = new TrainingPlan
        {
            TablePath = "",
            DatasetFingerprint = "",
            TargetColumn = "t",
            Task = LearningTask.Regression,
            Algorithm = Algorithm.LinearRegression,
            Features = features,
            RowNormalization = normalization,
        };
        var preparation = PreparationFitter.Fit(plan, train, new Target(new double[train.Count], new int[train.Count], []));
        var graph = new OnnxGraphBuilder("preparation");
        var output = PreparationGraph.Append(graph, PreparationGraph.AppendInputs(graph, features, preparation), preparation);
        using var session = new ArtifactSession(
            graph.Build(new OnnxOutput(output, OnnxElementType.Float, OnnxDimension.Batch, preparation.Width)), threads: 1);
        return session.RunFloats(rows, output.Name);
    }
}
