namespace Maas.Training.Search.Studies;

/// <summary>How long the next trial will take, judged by those before.</summary>
internal static class TrialForecast
{
    private const double Quantile = 0.9;

    /// <summary>
    /// A duration that nine of ten completed trials kept: any trial may turn out to be one that is not stopped. When none was completed,
    /// the longest of those that ended; zero when there is none either.
    /// </summary>
    public static TimeSpan Of(IReadOnlyList<Trial> trials)
    {
        var ended = trials.Where(trial => trial.IsKnown).ToList();
        var completed = ended.Where(trial => trial.State == TrialState.Completed).Select(DurationOf).Order().ToList();
        if (completed.Count > 0)
        {
            return completed[(int)Math.Ceiling(Quantile * completed.Count) - 1];
        }

        return ended.Count > 0 ? ended.Max(DurationOf) : TimeSpan.Zero;
    }

    private static TimeSpan DurationOf(Trial trial) => trial.EndTime!.Value - trial.BeginTime;
}
