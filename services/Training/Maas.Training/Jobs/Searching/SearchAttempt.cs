using Maas.Training.Search.Studies;

namespace Maas.Training.Jobs.Searching;

/// <summary>What one attempt of a search goes by.</summary>
/// <param name="Job">The search, as it was claimed.</param>
/// <param name="Plan">Of the study.</param>
/// <param name="Study">What is known of the trials.</param>
/// <param name="Clock">Time of the search.</param>
internal sealed record SearchAttempt(Job Job, StudyPlan Plan, Study Study, SearchClock Clock)
{
    /// <summary>Whether nothing was said yet of how a trial ended.</summary>
    public bool IsRunning(int number) => Study.Journal.Trials[number].State == TrialState.Running;
}
