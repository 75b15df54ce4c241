namespace Maas.Training.Search.Studies;

/// <summary>How far a trial is. All but the first are final.</summary>
internal static class TrialState
{
    /// <summary>Begun and not ended.</summary>
    public const string Running = "running";

    /// <summary>Trained to its end and measured.</summary>
    public const string Completed = "completed";

    /// <summary>Ended before its end, because others were better or the time was spent; it has no value.</summary>
    public const string Stopped = "stopped";

    /// <summary>Its parameters do not work: the loss diverged, memory ran out. They count as worse than all that do.</summary>
    public const string Failed = "failed";

    /// <summary>Given up for reasons that are not its own: a worker died, a machine went away. Nothing is learnt from it.</summary>
    public const string Abandoned = "abandoned";
}
