using System.Globalization;
using Maas.Training.Plans;

namespace Maas.Training.Worker.Tests.Preprocessing;

/// <summary>Rows that are kept for the test or for comparing epochs decide nothing of a model: neither its imputation nor anything after it.</summary>
public sealed class HeldRowsTests
{
    private const int Rows = 100;
    private const int LearntFrom = 60;

    private static readonly string[] Colors = ["blue", "green", "red"];

    [TestCase(Imputation.Mean, Imputation.MostFrequent)]
    [TestCase(Imputation.Median, Imputation.Constant)]
    [TestCase(Imputation.Min, Imputation.MostFrequent)]
    [TestCase(Imputation.Max, Imputation.MostFrequent)]
    [TestCase(Imputation.MostFrequent, Imputation.MostFrequent)]
    [TestCase(Imputation.Drop, Imputation.Drop)]
    [TestCase(Imputation.Predicted, Imputation.MostFrequent)]
    [TestCase(Imputation.Mean, Imputation.Predicted)]
    [TestCase(Imputation.Predicted, Imputation.Predicted)]
    public void Model_WhoseTestRowsAreOthers_IsTheSame(string ofNumbers, string ofCategories)
    {
        using var bench = new JobBench();

        var usual = Train(bench, ofNumbers, ofCategories, wildFrom: Rows);
        var withOtherTests = Train(bench, ofNumbers, ofCategories, wildFrom: LearntFrom);
        var withOtherTraining = Train(bench, ofNumbers, ofCategories, wildFrom: LearntFrom - 10);

        Assert.That((withOtherTests.TestRowCount, withOtherTests.Metrics["test.rmse"]), Is.Not.EqualTo((0L, usual.Metrics["test.rmse"])));
        Assert.That(withOtherTests.ModelSha256, Is.EqualTo(usual.ModelSha256));
        Assert.That(withOtherTraining.ModelSha256, Is.Not.EqualTo(usual.ModelSha256), "Of rows that are learnt from, it is another.");
    }

    // The last 20 rows by their time are tested on, and the 20 before them not learnt from either.
    private static TrainingOutcome Train(JobBench bench, string ofNumbers, string ofCategories, int wildFrom)
    {
        var rows = Enumerable.Range(0, Rows).Select(row =>
        {
            var isWild = row >= wildFrom;
            var y = isWild ? -100 - row : 3 * (row % 7);
            return string.Create(CultureInfo.InvariantCulture, $"('{new DateTime(2024, 1, 1).AddDays(row):yyyy-MM-dd}', {Size(row, isWild)}, {(row * 5) % 11}, {Color(row, isWild)}, {y})");
        });
        var plan = JobBench.Plan(bench.TableOf("day, size, weight, color, y", string.Join(", ", rows)), "y", LearningTask.Regression, Algorithm.LinearRegression) with
        {
            Features =
            [
                JobBench.Number("size") with { Imputation = ofNumbers },
                JobBench.Number("weight"),
                JobBench.Category("color") with { Imputation = ofCategories, ImputationConstant = "grey" },
            ],
            L2Penalty = 0.1,
            TestRatio = 0.2,
            ValidationRatio = 0.25,
            SplitMethod = SplitMethod.Time,
            SplitColumn = "day",
        };
        var outcome = bench.Train(plan);
        Assert.That((outcome.ValidationRowCount, outcome.TestRowCount), Is.EqualTo((20L, 20L)), "Rows with gaps are left out of those that are learnt from alone.");
        return outcome;
    }

    private static string Size(int row, bool isWild) => row % 4 == 1 ? "null" : isWild ? $"{30 + (row % 9)}::double" : $"{row % 7}::double";

    private static string Color(int row, bool isWild) => row % 5 == 2 ? "null" : isWild ? $"'wild{row % 2}'" : $"'{Colors[row % 7 / 3]}'";
}
