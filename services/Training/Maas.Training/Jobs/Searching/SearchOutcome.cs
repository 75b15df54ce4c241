using Maas.Training.Search.Spaces;

namespace Maas.Training.Jobs.Searching;

/// <summary>What a search found.</summary>
/// <param name="BestTrial">Number of the trial whose artifact is registered.</param>
/// <param name="Parameters">Its values, by parameter.</param>
/// <param name="TrialCount">Trials that were begun.</param>
internal sealed record SearchOutcome(int BestTrial, IReadOnlyDictionary<string, ParameterValue> Parameters, int TrialCount)
{
    /// <summary>Time from the first trial on until the best was chosen: what its budget is for.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Time after it until the variants of the best were made, which the budget is not for; zero without variants.</summary>
    public TimeSpan VariantsDuration { get; init; }
}
