using Maas.Training.Search.Spaces;
using Maas.Training.Search.Studies;

namespace Maas.Training.Search.Sampling;

/// <summary>Chooses parameters. What it says depends on its seed and its arguments alone.</summary>
internal interface ISampler
{
    /// <summary>The parameters of a trial.</summary>
    /// <param name="trials">All trials so far, in the order of their numbers.</param>
    /// <param name="number">Number of the trial, from 1.</param>
    /// <param name="attempt">From 0; others ask for other parameters.</param>
    IReadOnlyDictionary<string, ParameterValue> Draw(IReadOnlyList<Trial> trials, int number, int attempt);
}
