using System.Globalization;
using Maas.Monitoring.Operation;
using Maas.Monitoring.Windows;
using Maas.Statistics.Decisions;

namespace Maas.Monitoring.Alerts.Conditions;

/// <summary>A long window in which a share of the budget must not be spent, and a short one that tells whether it still is.</summary>
internal sealed record BudgetWindows(double BudgetShare, TimeSpan Long, TimeSpan Short);

/// <summary>Reads how fast the error budget of an objective is spent. Static, thread-safe.</summary>
/// <remarks>Source: Beyer et al., "The Site Reliability Workbook", 2018, chapter 5, table 5-8 and its text.</remarks>
internal static class BudgetSpending
{
    // 1 - 0.999 is not quite 0.001: a rate that is just at its limit is at it.
    private const double Rounding = 1e-9;

    private static readonly BudgetWindows[] Page =
    [
        new(0.02, TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)), new(0.05, TimeSpan.FromHours(6), TimeSpan.FromMinutes(30)),
    ];

    private static readonly BudgetWindows[] Ticket =
    [
        new(0.1, TimeSpan.FromDays(1), TimeSpan.FromHours(2)), new(0.1, TimeSpan.FromDays(3), TimeSpan.FromHours(6)),
    ];

    /// <summary>Which windows a condition looks at.</summary>
    public static IReadOnlyList<BudgetWindows> WindowsOf(BurnRateCondition condition) =>
        condition.Urgency == BurnRateCondition.Page ? Page : Ticket;

    /// <summary>How often a condition is looked at: often enough for its short windows, seldom enough for its long ones.</summary>
    public static TimeSpan StepOf(BurnRateCondition condition) =>
        TimeSpan.FromMinutes(condition.Urgency == BurnRateCondition.Page ? 1 : 15);

    /// <summary>Failures and requests of an objective, of all versions together; what callers did wrong is neither.</summary>
    public static (long Failures, long Requests) Count(
        BurnRateCondition condition, ObjectiveSettings objectives, IEnumerable<WindowContent> contents)
    {
        long failures = 0, requests = 0;
        foreach (var content in contents)
        {
            if (condition.Objective == BurnRateCondition.Availability)
            {
                requests += content.Operation.OkCount + content.Operation.FailureCount;
                failures += content.Operation.FailureCount;
            }
            else if (content.Operation.Latency is { } sketch)
            {
                requests += sketch.Count;
                failures += sketch.Count - sketch.CountAtMost(objectives.LatencyThreshold.TotalSeconds);
            }
        }

        return (failures, requests);
    }

    /// <summary>Reads the counts of each pair of windows.</summary>
    /// <param name="condition">Which objective.</param>
    /// <param name="objectives">What was promised.</param>
    /// <param name="windows">Those of <see cref="WindowsOf"/>, as long as what was counted.</param>
    /// <param name="counts">Failures and requests in the long and in the short window.</param>
    /// <param name="minSampleCount">A long window with fewer requests says nothing.</param>
    public static Reading Read(
        BurnRateCondition condition, ObjectiveSettings objectives, IReadOnlyList<BudgetWindows> windows,
        IReadOnlyList<((long Failures, long Requests) Long, (long Failures, long Requests) Short)> counts, long minSampleCount)
    {
        var objective = condition.Objective == BurnRateCondition.Availability
            ? objectives.AvailabilityRatio
            : objectives.LatencyRatio;
        var pairs = windows.Zip(counts)
            .Where(pair => objective > 0 && pair.Second.Long.Requests >= minSampleCount)
            .Select(pair => PairOf(pair.First, pair.Second, objective, objectives.Period))
            .OrderByDescending(pair => pair.Urgency)
            .ToList();
        if (pairs.Count == 0)
        {
            return Reading.Untold;
        }

        var worst = pairs[0];
        var holds = worst.Urgency >= 1 - Rounding;
        return Reading.Of(
            holds ? Verdict.Holds : Verdict.Clear, worst.LongRate,
            string.Create(
                CultureInfo.InvariantCulture,
                $"the error budget of {condition.Objective} ({objective:0.######}) is spent at {worst.LongRate:0.##} times the rate that it lasts at in {Tell(worst.Windows.Long)} and {worst.ShortRate:0.##} in {Tell(worst.Windows.Short)}, {(holds ? "at or above" : "not both at or above")} {worst.Limit:0.##}"));
    }

    private static Pair PairOf(
        BudgetWindows windows, ((long Failures, long Requests) Long, (long Failures, long Requests) Short) counts, double objective,
        TimeSpan period)
    {
        // At a rate below 1 the budget lasts, however short the period.
        var limit = Math.Max(1, BurnRate.Spending(windows.BudgetShare, period, windows.Long));
        return new Pair(
            windows, limit, BurnRate.Of(counts.Long.Failures, counts.Long.Requests, objective),
            BurnRate.Of(counts.Short.Failures, counts.Short.Requests, objective));
    }

    private static string Tell(TimeSpan time) => time.TotalHours < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} minutes")
        : time.TotalHours == 1 ? "1 hour" : string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.##} hours");

    private sealed record Pair(BudgetWindows Windows, double Limit, double LongRate, double ShortRate)
    {
        public double Urgency => Math.Min(LongRate, ShortRate) / Limit;
    }
}
