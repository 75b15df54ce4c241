using Maas.Training.Plans;
using Maas.Training.Registration;
using Maas.Training.Tests.Jobs;

namespace Maas.Training.Tests.Registration;

internal sealed class ModelCardTests
{
    [Test]
    public void Card_TellsColumnsByTheirWorth_AsOneTable()
    {
        var outcome = FakeWorker.Outcome with
        {
            Importances = [new ImportanceOutcome("a|b\n", 0.1, 0.01), new ImportanceOutcome("x_1", 0.5, 0.02)],
            ImportanceMetric = "test.accuracy",
        };

        var lines = ModelCard.Of(outcome).Split('\n');

        Assert.That(lines, Does.Contain(@"| x\_1 | 0.5 | 0.02 |"));
        Assert.That(Array.IndexOf(lines, @"| a\|b  | 0.1 | 0.01 |"), Is.EqualTo(Array.IndexOf(lines, @"| x\_1 | 0.5 | 0.02 |") + 1));
    }

    [Test]
    public void Card_OfManyLongNames_FitsTheRegistry()
    {
        var outcome = FakeWorker.Outcome with
        {
            Importances = [.. Enumerable.Range(0, 1000).Select(i => new ImportanceOutcome(new string('界', 5000) + i, i, 0))],
            Contributions = [.. Enumerable.Range(0, 1000).Select(i => new ContributionOutcome(new string('界', 5000) + i, i))],
        };

        var card = ModelCard.Of(outcome);

        Assert.That(System.Text.Encoding.UTF8.GetByteCount(card), Is.LessThan(64 * 1024));
        Assert.That(card, Does.Contain("950 more columns are worth less").And.Contain("950 more columns add less"));
    }

    [Test]
    public void Card_TellsWhatItWasTrainedOn() => Assert.That(
        ModelCard.Of(FakeWorker.Outcome with { Device = "cuda:0" }), Does.StartWith("Learnt from 8 rows, tested on 2. Trained on `cuda:0`.\n"));

    [Test]
    public void Card_TellsWhatColumnsAdd_InTheirUnit()
    {
        var outcome = FakeWorker.Outcome with { Contributions = [new ContributionOutcome("a", 0.5), new ContributionOutcome("b", 2)] };

        var card = ModelCard.Of(outcome);

        Assert.That(card, Does.Contain("in the unit of the target").And.Contain("| b | 2 |\n| a | 0.5 |\n"));
    }

    [TestCase(0, 0, "among the rows.", "over the rows.")]
    [TestCase(559, 180, "among 559 rows.", "over 180 rows.")]
    public void Card_TellsOfHowManyRowsThatWas(long importanceRows, long contributionRows, string shuffled, string added)
    {
        var card = ModelCard.Of(FakeWorker.Outcome with { ImportanceRowCount = importanceRows, ContributionRowCount = contributionRows });

        Assert.That(card, Does.Contain(shuffled).And.Contain(added));
    }

    [Test]
    public void Card_WithoutImportances_HasNoTable() =>
        Assert.That(ModelCard.Of(FakeWorker.Outcome with { Importances = [], Contributions = [] }), Does.Not.Contain("|"));
}
