using Maas.Training.Search.Spaces;

namespace Maas.Training.Jobs.Searching;

/// <summary>What a search found.</summary>
/// <param name="BestTrial">Number of the trial whose artifact is registered.</param>
/// <param name="Parameters">Its values, by parameter.</param>
/// <param name="TrialCount">Trials that were begun.</param>
internal sealed record SearchOutcome(int BestTrial, IReadOnlyDictionary<string, ParameterValue> Parameters, int TrialCount);
