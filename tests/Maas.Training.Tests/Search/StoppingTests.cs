using Maas.Training.Search.Spaces;
using Maas.Training.Search.Stopping;
using Maas.Training.Search.Studies;

namespace Maas.Training.Tests.Search;

internal sealed class StoppingTests
{
    private static readonly AshaRule Asha = new(new StoppingPlan { Rule = StoppingRule.Asha, MinSteps = 1, MaxSteps = 27, ReductionFactor = 3 });
    private static readonly MedianRule Median = new(new StoppingPlan { Rule = StoppingRule.Median, MinSteps = 3, MinTrials = 5 });

    // Losses at the first rung, in the order in which trials come there; a third of those that came goes on, the best of fewer than six.
    [Test]
    public void Asha_DecidesByThoseThatCameBefore()
    {
        double[] losses = [5, 6, 4, 7, 3.5, 4.5, 3.6, 3.7, 3.65];
        var decisions = losses.Select((loss, i) => Asha.MustStop(Of(loss), 0, losses[..i].Select(other => Of(other))));

        Assert.That(decisions, Is.EqualTo(new[] { false, true, false, true, false, true, false, true, false }));
    }

    [Test]
    public void Asha_ComparesOnlyThoseThatReachedTheRung()
    {
        Trial[] others = [Of(9, 1), Of(9, 1), Of(9, 8, 7)];

        Assert.That(Asha.MustStop(Of(9, 8, 7.5), 2, others), Is.True);
        Assert.That(Asha.MustStop(Of(9, 8, 6.5), 2, others), Is.False);
    }

    [Test]
    public void Asha_TakesTheBestLossUntilTheRung()
    {
        Trial[] others = [Of(5, 5, 4)];

        Assert.That(Asha.MustStop(Of(9, 3, 9), 2, others), Is.False);
        Assert.That(Asha.MustStop(Of(9, 9, 9), 2, [Of(5, 5, 10, 1)]), Is.True);
    }

    [Test]
    public void Asha_BetweenRungsAndAtTheEnd_StopsNothing()
    {
        Trial[] others = [.. Enumerable.Range(0, 10).Select(_ => Of([.. Enumerable.Repeat(1.0, 81)]))];

        var stops = Enumerable.Range(1, 81).Where(step => Asha.MustStop(Of([.. Enumerable.Repeat(2.0, step)]), step - 1, others));

        Assert.That(stops, Is.EqualTo(new[] { 1, 3, 9 }));
    }

    [Test]
    public void Asha_WithAReportThatJumpsOverARung_DecidesThere()
    {
        var jumped = Of() with { Reports = [new TrialReport(5, 8)] };

        Assert.That(Asha.MustStop(jumped, 0, [Of(9, 9, 9, 9, 7)]), Is.False);
        Assert.That(Asha.MustStop(jumped, 0, [Of(9, 9, 7)]), Is.True);
    }

    [Test]
    public void Asha_KeepsEquals() => Assert.That(Asha.MustStop(Of(1), 0, [Of(1), Of(1), Of(1)]), Is.False);

    [TestCase(0, ExpectedResult = 1)]
    [TestCase(1, ExpectedResult = 1)]
    [TestCase(8, ExpectedResult = 1)]
    [TestCase(9, ExpectedResult = 2)]
    [TestCase(32, ExpectedResult = 4)]
    [TestCase(100, ExpectedResult = 13)]
    public int Of_LetsEveryTrialMakeAnEighth(int maxSteps) => StoppingPlan.Of(StoppingRule.Asha, maxSteps).MinSteps;

    [TestCase(3.1, true)]
    [TestCase(3, false)]
    public void Median_StopsWhatIsWorseThanHalf(double loss, bool isStopped)
    {
        double[] others = [1, 2, 3, 4, 5];

        Assert.That(Median.MustStop(Of(9, 9, loss), 2, others.Select(other => Of(9, other, 9))), Is.EqualTo(isStopped));
    }

    [Test]
    public void Median_OfTooFewOrTooEarly_StopsNothing()
    {
        Trial[] four = [Of(1, 1, 1), Of(1, 1, 1), Of(1, 1, 1), Of(1, 1, 1), Of(1, 1)];

        Assert.That(Median.MustStop(Of(9, 9, 9), 2, four), Is.False);
        Assert.That(Median.MustStop(Of(9, 9), 1, [.. four, .. four]), Is.False);
    }

    private static Trial Of(params double[] losses) => new()
    {
        Number = 1,
        State = TrialState.Running,
        Parameters = new Dictionary<string, ParameterValue>(),
        Reports = [.. losses.Select((loss, i) => new TrialReport(i + 1, loss))],
        BeginTime = TimeSpan.Zero,
    };
}
