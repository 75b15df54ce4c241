using System.Globalization;
using Maas.Training.Plans;

namespace Maas.Training.Worker.Tests.Explaining;

/// <summary>On how many rows a model is explained.</summary>
public sealed class ExplainedRowsTests
{
    private const int Columns = 8;

    // 2^26 trees over 5 shuffles of 8 columns and 1500 trees; 2^24 leaves over 1500 trees of up to 31.
    [Test]
    public void Rows_OfManyTrees_AreFewer_AndTold()
    {
        using var bench = new JobBench();
        var plan = Plan(bench, rows: 2500, trees: 1500);

        var outcome = bench.Train(plan);

        Assert.That(outcome.EpochLosses, Has.Count.EqualTo(1500));
        Assert.That(outcome.ImportanceRowCount, Is.EqualTo((1 << 26) / 1500 / (5 * Columns)));
        Assert.That(outcome.ContributionRowCount, Is.InRange((1 << 24) / (1500 * 31), 1999));
        Assert.That(outcome.Importances.MaxBy(importance => importance.Mean)!.Column, Is.EqualTo("x0"));
        Assert.That(outcome.Contributions.MaxBy(contribution => contribution.MeanSize)!.Column, Is.EqualTo("x0"));
    }

    [Test]
    public void Rows_OfFewTrees_AreAllOfTheTest()
    {
        using var bench = new JobBench();
        var plan = Plan(bench, rows: 2500, trees: 10) with { TestRatio = 0.5 };

        var outcome = bench.Train(plan);

        Assert.That((outcome.ImportanceRowCount, outcome.ContributionRowCount), Is.EqualTo((outcome.TestRowCount, outcome.TestRowCount)));
    }

    private static TrainingPlan Plan(JobBench bench, int rows, int trees)
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, rows).Select(_ =>
        {
            double[] x = [.. Enumerable.Range(0, Columns).Select(_ => random.NextDouble())];
            var y = (3 * x[0]) + x[1] + (0.1 * random.NextDouble());
            return $"({string.Join(", ", x.Append(y).Select(value => string.Create(CultureInfo.InvariantCulture, $"{value}::double")))})";
        });
        var table = bench.TableOf($"{string.Join(", ", Enumerable.Range(0, Columns).Select(column => $"x{column}"))}, y", string.Join(", ", values));
        return JobBench.Plan(table, "y", LearningTask.Regression, Algorithm.GradientBoosting) with { Boosting = new BoostingPlan { TreeCount = trees } };
    }
}
