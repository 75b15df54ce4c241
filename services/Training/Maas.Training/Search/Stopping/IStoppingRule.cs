using Maas.Training.Search.Studies;

namespace Maas.Training.Search.Stopping;

/// <summary>Says when to stop a trial. What it says depends on its arguments alone.</summary>
internal interface IStoppingRule
{
    /// <summary>Whether the trial should end now.</summary>
    /// <param name="trial">The trial, its newest report included.</param>
    /// <param name="stepBefore">Step of its report before, 0 without one.</param>
    /// <param name="others">All other trials that were not abandoned.</param>
    bool MustStop(Trial trial, int stepBefore, IEnumerable<Trial> others);
}
