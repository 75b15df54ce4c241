namespace Maas.Training.Search.Studies;

/// <summary>What a study says when it is asked for a trial.</summary>
/// <param name="Kind">One of <see cref="NextTrialKind"/>.</param>
/// <param name="Trial">The trial that is begun; null when none is.</param>
internal sealed record NextTrial(string Kind, Trial? Trial = null);

/// <summary>Whether a trial is begun, and why not. A study is over when nothing is begun and nothing is running.</summary>
internal static class NextTrialKind
{
    /// <summary>One is: run it.</summary>
    public const string Begun = "begun";

    /// <summary>The baseline is running; ask again when it has ended. Its duration is the first forecast.</summary>
    public const string Wait = "wait";

    /// <summary>All trials of the budget are begun.</summary>
    public const string TrialsSpent = "trials-spent";

    /// <summary>What is left of the time is shorter than a trial.</summary>
    public const string TimeSpent = "time-spent";

    /// <summary>Every combination of values was tried.</summary>
    public const string SpaceExhausted = "space-exhausted";
}
