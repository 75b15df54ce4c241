namespace Maas.Training.Search.Studies;

/// <summary>The time of a study, which goes on only while somebody works on it. Thread-safe.</summary>
/// <param name="time">Where time comes from.</param>
/// <param name="before">What was spent before, by <see cref="StudyJournal.Elapsed"/>.</param>
internal sealed class StudyClock(TimeProvider time, TimeSpan before)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Time spent on the study so far.</summary>
    public TimeSpan Elapsed => before + time.GetElapsedTime(_start);
}
