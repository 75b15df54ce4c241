using Maas.Contracts.Monitoring.V1;

namespace Maas.Monitoring.Tests;

/// <summary>Baselines of a made-up model: a number `age` of 20 to 80 and a category `region`, N, S or W.</summary>
internal static class Baselines
{
    /// <summary>Of a model whose predictions are not judged.</summary>
    public static BaselineProfile Plain => new()
    {
        RowCount = 900,
        Features =
        {
            new FeatureBaseline
            {
                Feature = "age",
                Numeric = new NumericBaseline
                {
                    Edges = { 40, 60 }, Counts = { 300, 300, 300 }, Mean = 50, StandardDeviation = 17, Range = new ValueRange { Minimum = 20, Maximum = 80 },
                },
            },
            new FeatureBaseline
            {
                Feature = "region",
                Categorical = new CategoricalBaseline { Categories = { "N", "S", "W" }, Counts = { 300, 300, 300 } },
            },
        },
    };

    /// <summary>Of a classifier `no` or `yes` whose scores are probabilities, right in 80 of 100 test rows of 10,000.</summary>
    public static BaselineProfile Classifier
    {
        get
        {
            var profile = Plain;
            profile.Prediction = new FeatureBaseline
            {
                Feature = "(prediction)",
                Categorical = new CategoricalBaseline { Categories = { "no", "yes" }, Counts = { 450, 450 } },
            };
            profile.Performance = new PerformanceBaseline
            {
                RowCount = 10_000,
                Metrics = { ["accuracy"] = 0.8, ["f1"] = 0.79 },
                Classification = new ClassificationBaseline
                {
                    ClassLabels = { "no", "yes" },
                    CalibrationCurves = { new CalibrationCurve(), new CalibrationCurve() },
                    ScoreEdges = { Enumerable.Range(1, 19).Select(step => step / 20.0) },
                },
            };
            return profile;
        }
    }

    /// <summary>Of a classifier `no` or `yes` of texts of 10 to 100 characters, which is sure by 0.6 to 1.</summary>
    public static BaselineProfile TextClassifier
    {
        get
        {
            var profile = Classifier;
            profile.Features.Clear();
            profile.Features.Add(new FeatureBaseline
            {
                Feature = "(length of text)",
                Numeric = new NumericBaseline
                {
                    Edges = { 40, 70 }, Counts = { 300, 300, 300 }, Mean = 55, StandardDeviation = 26, Range = new ValueRange { Minimum = 10, Maximum = 100 },
                },
            });
            profile.Features.Add(new FeatureBaseline
            {
                Feature = "(confidence)",
                Numeric = new NumericBaseline
                {
                    Edges = { 0.6 + (0.4 / 3), 0.6 + (0.8 / 3) }, Counts = { 300, 300, 300 }, Mean = 0.8, StandardDeviation = 0.12, Range = new ValueRange { Minimum = 0.6, Maximum = 1 },
                },
            });
            return profile;
        }
    }

    /// <summary>Of a regressor that is off by 0.1 a year of age, in the mean, with the square and fourth power of a normal error.</summary>
    public static BaselineProfile Regressor
    {
        get
        {
            // |e| is 0.1 age in the mean: of a normal error with deviation s, E|e| = s sqrt(2 / pi), E e2 = s2, E e4 = 3 s4.
            var ratio = 0.1 * Math.Sqrt(Math.PI / 2);
            var profile = Plain;
            profile.Performance = new PerformanceBaseline
            {
                RowCount = 10_000,
                Metrics = { ["mae"] = 5, ["mse"] = 42.25, ["rmse"] = 6.5 },
                Regression = new RegressionBaseline
                {
                    Columns = { new LossColumn { Feature = "age", Mean = 50 } },
                    AbsoluteError = new LossModel { LinearWeights = { 0.1 }, QuadraticWeights = { 0 } },
                    SquaredError = new LossModel { LinearWeights = { 0 }, QuadraticWeights = { ratio * ratio } },
                    FourthPowerError = new LossModel { LinearWeights = { 0 }, QuadraticWeights = { 0 }, Intercept = 3 * Math.Pow(ratio * 50, 4) },
                    TruthVariance = 100,
                },
            };
            return profile;
        }
    }
}
