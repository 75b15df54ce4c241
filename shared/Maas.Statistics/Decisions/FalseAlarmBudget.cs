namespace Maas.Statistics.Decisions;

/// <summary>What a person can say of false alarms, "one a month", as a rate of each window. Static, thread-safe.</summary>
public static class FalseAlarmBudget
{
    /// <summary>
    /// The rate of false alarms of one window, above 0 to 1. With <see cref="BenjaminiHochberg"/> or <see cref="Holm"/> across its features it
    /// is the rate at which to take their adjusted chances, however many features there are.
    /// </summary>
    /// <param name="alarms">False alarms that are allowed in the period, above 0.</param>
    /// <param name="period">Such as 30 days.</param>
    /// <param name="window">How long a window is, above 0.</param>
    public static double PerWindow(double alarms, TimeSpan period, TimeSpan window)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alarms);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        return Math.Min(1, alarms * (window / period));
    }
}
