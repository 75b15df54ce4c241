using Maas.Training.Search.Sampling;
using Maas.Training.Search.Spaces;

namespace Maas.Training.Search.Studies;

/// <summary>
/// Chooses parameters that no trial had: the same seed and the same parameters give the same model, so trying them again is time lost. Thread-safe.
/// </summary>
internal sealed class TrialProposal(StudyPlan plan)
{
    private const int Attempts = 8;

    private readonly RandomSampler _random = new(plan.Space, plan.Seed);
    private readonly ISampler _sampler = plan.Sampler switch
    {
        SamplerKind.Sobol => new SobolSampler(plan.Space, plan.Seed),
        SamplerKind.Random => new RandomSampler(plan.Space, plan.Seed),
        _ => new TpeSampler(plan),
    };

    /// <summary>Parameters of the next trial; null when every combination was tried.</summary>
    /// <param name="trials">All trials so far.</param>
    public IReadOnlyDictionary<string, ParameterValue>? Next(IReadOnlyList<Trial> trials)
    {
        var number = trials.Count;
        return Enumerable.Range(0, Attempts).Select(attempt => _sampler.Draw(trials, number, attempt)).FirstOrDefault(IsNew)
            ?? Enumerable.Range(Attempts, Attempts).Select(attempt => _random.Draw(trials, number, attempt)).FirstOrDefault(IsNew)
            ?? FirstNew();

        // Of a space with a real parameter a repetition is all but impossible, but for one whose range is a few numbers wide.
        IReadOnlyDictionary<string, ParameterValue>? FirstNew() => plan.Space.Combinations()?.FirstOrDefault(IsNew);

        bool IsNew(IReadOnlyDictionary<string, ParameterValue> parameters) =>
            !trials.Any(trial => trial.State != TrialState.Abandoned && trial.HasSame(parameters));
    }
}
