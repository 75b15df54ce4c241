using System.Globalization;
using Maas.Cli.Workers;

namespace Maas.Cli.Tests.Workers;

/// <summary>Which lines of progress a worker sends.</summary>
internal sealed class ProgressLinesTests
{
    [Test]
    public void Lines_OfAUsualJob_AreTheNewestAlone()
    {
        var lines = Fill(keepsAll: false, 3);

        Assert.That((lines.IsTold, lines.Take().Single()), Is.EqualTo((true, "3")));
        Assert.That(lines.Take(), Is.Empty);
    }

    [Test]
    public void Lines_OfATrial_AreAllInOrder()
    {
        var lines = Fill(keepsAll: true, 2500);

        List<string> told = [.. lines.Take(), .. lines.Take()];
        Assert.That(lines.HasMore, Is.True);
        told.AddRange(lines.Take());

        Assert.That(told, Is.EqualTo(Enumerable.Range(1, 2500).Select(Text)));
        Assert.That(lines.HasMore, Is.False);
    }

    [Test]
    public void Lines_ThatWereNotAnswered_AreTakenAgainBeforeNewOnes()
    {
        var lines = Fill(keepsAll: true, 2);
        lines.Take();
        lines.Answer();
        lines.Add("3");
        lines.Take();
        lines.Add("4");

        lines.Return();

        Assert.That(lines.IsTold, Is.False);
        Assert.That(lines.Take(), Is.EqualTo(["3", "4"]));
        lines.Answer();
        Assert.That(lines.IsTold, Is.True);
    }

    [Test]
    public void Lines_BeyondAllBounds_LoseTheOldest()
    {
        var lines = Fill(keepsAll: true, 100_005);

        Assert.That(lines.Take()[0], Is.EqualTo("6"));
    }

    private static ProgressLines Fill(bool keepsAll, int count)
    {
        var lines = new ProgressLines(keepsAll);
        foreach (var number in Enumerable.Range(1, count))
        {
            lines.Add(Text(number));
        }

        return lines;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
