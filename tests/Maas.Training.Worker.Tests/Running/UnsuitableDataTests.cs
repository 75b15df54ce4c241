using Maas.Training.Plans;

namespace Maas.Training.Worker.Tests.Running;

public sealed class UnsuitableDataTests
{
    [TestCase("(1, 'a'), (2, 'a')", "one class")]
    [TestCase("(1, null::varchar), (2, null)", "no value in any row")]
    [TestCase("(null::double, 'a'), (null, 'b')", "'x' has no value")]
    [TestCase("(1, 'a'), ('inf'::double, 'b')", "'x' has 1 values that are infinite")]
    public void Classification_OfUnsuitableData_FailsAndNamesTheProblem(string rows, string problem)
    {
        using var bench = new JobBench();

        var error = bench.Fail(JobBench.Plan(
            bench.TableOf("x, y", rows), "y", LearningTask.Classification, Algorithm.LogisticRegression));

        Assert.That(error.Reason, Is.EqualTo("DATA_UNSUITABLE"));
        Assert.That(error.Message, Does.Contain(problem));
        Assert.That(error.Metadata["problem"], Does.Contain(problem));
    }

    [TestCase("'inf'")]
    [TestCase("-1e39")]
    public void Regression_OnTargetBeyondSinglePrecision_FailsAndNamesIt(string value)
    {
        using var bench = new JobBench();
        var table = bench.TableOf("x, y", $"(1, 1::double), (2, {value}::double)");

        var error = bench.Fail(JobBench.Plan(table, "y", LearningTask.Regression, Algorithm.LinearRegression));

        Assert.That(error.Reason, Is.EqualTo("DATA_UNSUITABLE"));
        Assert.That(error.Message, Does.Contain("'y' has 1 values that are infinite"));
    }

    [Test]
    public void Regression_OnText_IsAnInvalidSpec()
    {
        using var bench = new JobBench();
        var table = bench.TableOf("x, y", "(1, 'a'), (2, 'b')");

        var error = bench.Fail(JobBench.Plan(table, "y", LearningTask.Regression, Algorithm.LinearRegression));

        Assert.That(error.Reason, Is.EqualTo("SPEC_INVALID"));
    }

    [Test]
    public void Text_TakenAsNumbers_IsAnInvalidSpec()
    {
        using var bench = new JobBench();
        var table = bench.TableOf("x, y", "('a', 1), ('b', 2)");
        var plan = JobBench.Plan(table, "y", LearningTask.Regression, Algorithm.LinearRegression);

        var error = bench.Fail(plan with { Features = [JobBench.Number("x")] });

        Assert.That(error.Reason, Is.EqualTo("SPEC_INVALID"));
        Assert.That(error.Message, Does.Contain("'x'"));
    }

    [Test]
    public void Plan_WithUnknownColumn_FailsAndNamesTheColumns()
    {
        using var bench = new JobBench();
        var table = bench.TableOf("x, y", "(1, 2), (2, 3)");
        var plan = JobBench.Plan(table, "y", LearningTask.Regression, Algorithm.LinearRegression);

        var error = bench.Fail(plan with { Features = [JobBench.Number("z")] });

        Assert.That(error.Reason, Is.EqualTo("COLUMN_NOT_FOUND"));
        Assert.That(error.Message, Does.Contain("'z'").And.Contain("x, y"));
    }

    [Test]
    public void Failure_LeavesNoResultOfAnEarlierRun()
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(
            bench.TableOf("x, y", "(1, 2), (2, 3)"), "y", LearningTask.Regression, Algorithm.LinearRegression);
        bench.Train(plan);

        bench.Fail(plan with { TargetColumn = "gone" });

        Assert.That(File.Exists(bench.Folder.ModelPath), Is.False);
        Assert.That(File.Exists(bench.Folder.OutcomePath), Is.False);
    }
}
