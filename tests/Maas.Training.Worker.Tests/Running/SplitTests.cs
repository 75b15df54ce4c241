using Maas.Training.Plans;
using Maas.Training.Worker.Data;

namespace Maas.Training.Worker.Tests.Running;

/// <summary>Which rows are learnt from.</summary>
public sealed class SplitTests
{
    private static readonly string[] Days = ["2024-01-03", "2024-01-01", "2024-01-05", "2024-01-02", "2024-01-04"];

    [Test]
    public void Time_LearnsFromWhatCameFirst()
    {
        var data = Load(plan => plan with { SplitMethod = SplitMethod.Time, SplitColumn = "day", TestRatio = 0.4, ValidationRatio = 0.34 });

        Assert.That(data.TestRows, Is.EquivalentTo((int[])[2, 4]));
        Assert.That(data.ValidationRows, Is.EqualTo((int[])[0]));
        Assert.That(data.TrainRows, Is.EqualTo((int[])[1, 3]));
        Assert.That(data.DroppedRowCount, Is.EqualTo(1), "a row without a day");
    }

    [Test]
    public void Group_KeepsItsRowsTogether()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var data = Load(plan => plan with { SplitMethod = SplitMethod.Group, SplitColumn = "who", TestRatio = 0.5, Seed = seed });

            // Rows 0, 2 and 4 are of one, 1 and 3 of another.
            Assert.That(data.TrainRows.Intersect([0, 2, 4]).Count(), Is.AnyOf(0, 3));
            Assert.That(data.TrainRows.Intersect([1, 3]).Count(), Is.AnyOf(0, 2));
        }
    }

    [Test]
    public void Stratified_GivesEachSideEveryClass()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var data = Load(plan => plan with { SplitMethod = SplitMethod.Stratified, TestRatio = 0.5, Seed = seed });

            Assert.That(data.TestRows.Select(row => data.Target.Classes[row]).Order(), Is.EqualTo((int[])[0, 0, 1]).Or.EqualTo((int[])[0, 1]).Or.EqualTo((int[])[0, 0, 1, 1]));
            Assert.That(data.TrainRows.Select(row => data.Target.Classes[row]).Distinct().Count(), Is.EqualTo(2));
        }
    }

    [Test]
    public void Time_OfAColumnWithoutTimes_IsUnsuitable()
    {
        using var bench = new JobBench();

        var error = bench.Fail(Plan(bench) with { SplitMethod = SplitMethod.Time, SplitColumn = "who" });

        Assert.That((error.Reason, error.Message.Contains("'who'")), Is.EqualTo(("DATA_UNSUITABLE", true)));
    }

    private static TrainingData Load(Func<TrainingPlan, TrainingPlan> change)
    {
        using var bench = new JobBench();
        return TrainingData.Load(change(Plan(bench)));
    }

    private static TrainingPlan Plan(JobBench bench)
    {
        var rows = Days.Select((day, row) => $"({row}, '{day}', '{(row % 2 == 0 ? "ann" : "bob")}', '{(row < 3 ? "a" : "b")}')");
        var table = bench.TableOf("x, day, who, y", string.Join(", ", rows.Append("(5, null, 'ann', 'a')")));
        return JobBench.Plan(table, "y", LearningTask.Classification, Algorithm.LogisticRegression) with { Features = [JobBench.Number("x")] };
    }
}
