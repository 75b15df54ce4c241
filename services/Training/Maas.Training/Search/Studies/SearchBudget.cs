namespace Maas.Training.Search.Studies;

/// <summary>What a study may cost.</summary>
internal sealed record SearchBudget
{
    /// <summary>Trials of a study at most, whatever is asked for.</summary>
    public const int MostTrials = 10_000;

    /// <summary>Time of a study at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <summary>Trials that are begun, the baseline and those that fail among them; 1 to <see cref="MostTrials"/>.</summary>
    public int MaxTrials { get; init; } = 64;

    /// <summary>
    /// Time of all of it, registration included; above 0, <see cref="Longest"/> at most. Null is without
    /// end.
    /// </summary>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>Share of <see cref="MaxDuration"/> that is kept for what comes after the last trial, in [0, 1).</summary>
    public double ReservedRatio { get; init; } = 0.1;

    /// <summary>
    /// Time of the study at which a trial must have ended. The baseline may use the reserve too: when nothing else is done, it is the result.
    /// </summary>
    /// <returns>Null when there is no end.</returns>
    public TimeSpan? DeadlineOf(Trial trial) => trial.IsBaseline ? MaxDuration : TrialsEnd;

    /// <summary>Whether a trial of this length can still be begun.</summary>
    public bool Allows(TimeSpan duration, TimeSpan elapsed) => TrialsEnd is not { } end || (elapsed < end && duration <= end - elapsed);

    private TimeSpan? TrialsEnd => MaxDuration * (1 - ReservedRatio);
}
