using Maas.Monitoring.Alerts.Conditions;
using Maas.Monitoring.Operation;
using Maas.Monitoring.Windows;
using Maas.Statistics;

namespace Maas.Monitoring.Tests.Alerts.Conditions;

internal sealed class BudgetSpendingTests
{
    private static readonly ObjectiveSettings Promised = new()
    {
        AvailabilityRatio = 0.999, LatencyRatio = 0.99, LatencyThreshold = TimeSpan.FromSeconds(0.2), Period = TimeSpan.FromDays(30),
    };

    private static readonly BurnRateCondition Page = new("availability", "page");
    private static readonly BurnRateCondition Ticket = new("availability", "ticket");

    // Of 100,000 requests and an objective of 0.999: 1,440 failures are 14.4 times what it allows. Limits: 14.4, 6; 3, 1.
    [TestCase("page", 1_440, 1_440, 0, 0, Verdict.Holds)]
    [TestCase("page", 1_439, 100_000, 599, 100_000, Verdict.Clear)]
    [TestCase("page", 100_000, 1_439, 0, 0, Verdict.Clear)]
    [TestCase("page", 0, 0, 600, 600, Verdict.Holds)]
    [TestCase("ticket", 300, 300, 0, 0, Verdict.Holds)]
    [TestCase("ticket", 299, 299, 99, 99, Verdict.Clear)]
    [TestCase("ticket", 0, 0, 100, 100, Verdict.Holds)]
    public void Read_OfFailures_HoldsWhenBothWindowsOfAPairBurn(
        string urgency, long firstLong, long firstShort, long secondLong, long secondShort, object verdict) =>
        Assert.That(
            BudgetSpending.Read(
                new BurnRateCondition("availability", urgency), Promised, BudgetSpending.WindowsOf(new BurnRateCondition("availability", urgency)),
                [((firstLong, 100_000), (firstShort, 100_000)), ((secondLong, 100_000), (secondShort, 100_000))], minSampleCount: 1).Verdict,
            Is.EqualTo(verdict));

    [Test]
    public void Read_OfTheWorstPair_TellsRatesAndLimit()
    {
        var reading = BudgetSpending.Read(Page, Promised, BudgetSpending.WindowsOf(Page), [((2_000, 100_000), (3_000, 100_000)), ((0, 100_000), (0, 100_000))], 1);

        Assert.That(reading.Value, Is.EqualTo(20).Within(1e-9));
        Assert.That(reading.Text, Does.Contain("20 times").And.Contain("1 hour").And.Contain("30 in 5 minutes").And.Contain("14.4"));
    }

    [Test]
    public void Read_OfAShortPeriod_NeverAsksForLessThanTheBudgetLasts()
    {
        var day = Promised with { Period = TimeSpan.FromDays(1) };

        Assert.That(
            BudgetSpending.Read(Ticket, day, BudgetSpending.WindowsOf(Ticket), [((99, 100_000), (99, 100_000)), ((99, 100_000), (99, 100_000))], 1).Verdict,
            Is.EqualTo(Verdict.Clear));
    }

    // A tenth of the budget of 30 days in 72.75 hours is a rate of 0.99, which lasts; in 36 hours it is 2.
    [TestCase(72.75, 0.999, Verdict.Clear)]
    [TestCase(72.75, 1, Verdict.Holds)]
    [TestCase(36, 1.99, Verdict.Clear)]
    [TestCase(36, 2, Verdict.Holds)]
    public void Read_OfWindowsOfAnotherLength_HasTheLimitOfTheirs(double hours, double rate, object verdict)
    {
        var windows = BudgetSpending.WindowsOf(Ticket)[1] with { Long = TimeSpan.FromHours(hours) };
        var failures = (long)Math.Round(rate * 1_000);

        var reading = BudgetSpending.Read(Ticket, Promised, [windows], [((failures, 1_000_000), (failures, 1_000_000))], 1);

        Assert.That(reading.Verdict, Is.EqualTo(verdict));
        Assert.That(reading.Text, Does.Contain(FormattableString.Invariant($"in {hours} hours")));
    }

    [Test]
    public void Read_OfFewRequests_SaysNothing()
    {
        Assert.That(
            BudgetSpending.Read(Page, Promised, BudgetSpending.WindowsOf(Page), [((9, 9), (9, 9)), ((9, 9), (9, 9))], minSampleCount: 10).Verdict,
            Is.EqualTo(Verdict.Untold));
        Assert.That(
            BudgetSpending.Read(Page, Promised with { AvailabilityRatio = 0 }, BudgetSpending.WindowsOf(Page), [((9, 9), (9, 9)), ((9, 9), (9, 9))], 1).Verdict,
            Is.EqualTo(Verdict.Untold));
    }

    [Test]
    public void Count_OfAvailability_LeavesTheCallersFailuresOut()
    {
        var content = new WindowContent
        {
            Operation = new OperationTally
            {
                RequestCounts = new Dictionary<string, long> { ["OK"] = 80, ["INVALID_ARGUMENT"] = 10, ["INTERNAL"] = 6, ["UNAVAILABLE"] = 4 },
            },
        };

        Assert.That(BudgetSpending.Count(Page, Promised, [content, content]), Is.EqualTo((20L, 180L)));
    }

    [Test]
    public void Count_OfLatency_IsWhatTookLonger()
    {
        var sketch = new LatencySketch();
        foreach (var seconds in new[] { 0.01, 0.19, 0.21, 3 })
        {
            sketch.AddSeconds(seconds);
        }

        Assert.That(
            BudgetSpending.Count(new BurnRateCondition("latency", "page"), Promised, [new WindowContent { Operation = new OperationTally { Latency = sketch } }, new WindowContent()]),
            Is.EqualTo((2L, 4L)));
    }
}
