namespace Maas.Statistics.Decisions;

/// <summary>
/// How many times faster than allowed an error budget is spent: at 1 it lasts just as long as the period it is for. Static, thread-safe.
/// </summary>
/// <remarks>Source: Beyer et al., "The Site Reliability Workbook", 2018, chapter 5.</remarks>
public static class BurnRate
{
    /// <summary>The rate at which a share of the budget is gone within a window: 2 % of 30 days in 1 h is 14.4.</summary>
    /// <param name="budgetShare">In (0, 1].</param>
    /// <param name="period">What the budget is for, above 0.</param>
    /// <param name="window">In which the share is spent, above 0.</param>
    public static double Spending(double budgetShare, TimeSpan period, TimeSpan window)
    {
        if (!(budgetShare is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(budgetShare), budgetShare, "Expected above 0 to 1.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        return budgetShare * (period / window);
    }

    /// <summary>The rate of a window: its share of failures over the share that the objective allows; 0 without requests.</summary>
    /// <param name="failures">0 to <paramref name="requests"/>.</param>
    /// <param name="requests">0 or more.</param>
    /// <param name="objective">Share that should succeed, in [0, 1), such as 0.999.</param>
    public static double Of(long failures, long requests, double objective)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(failures);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(failures, requests);
        if (!(objective is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(objective), objective, "Expected 0 to below 1.");
        }

        return requests == 0 ? 0 : (double)failures / requests / (1 - objective);
    }
}
