using Maas.Training.Search.Sampling;
using Maas.Training.Search.Spaces;
using Maas.Training.Search.Stopping;

namespace Maas.Training.Search.Studies;

/// <summary>
/// Everything that decides how a study goes, beside what its trials tell. The same plan and the same reports in the same order give the
/// same trials.
/// </summary>
internal sealed record StudyPlan
{
    /// <summary>What is searched.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>
    /// Parameters of the first trial, a point of the space. Empty when it is no point of it, such as a model of another kind; samplers then learn
    /// nothing from it.
    /// </summary>
    public IReadOnlyDictionary<string, ParameterValue> Baseline { get; init; } = new Dictionary<string, ParameterValue>();

    /// <summary>Whether a larger value of the objective is better.</summary>
    public bool IsMaximized { get; init; }

    /// <summary>What a trial must keep to be chosen; 16 at most, no metric twice on the same side.</summary>
    public IReadOnlyList<SearchConstraint> Constraints { get; init; } = [];

    /// <summary>One of <see cref="SamplerKind"/>.</summary>
    public string Sampler { get; init; } = SamplerKind.Tpe;

    /// <summary>When a trial is stopped early.</summary>
    public StoppingPlan Stopping { get; init; } = new();

    /// <summary>What the study may cost.</summary>
    public SearchBudget Budget { get; init; } = new();

    /// <summary>Where all randomness comes from.</summary>
    public long Seed { get; init; }
}
