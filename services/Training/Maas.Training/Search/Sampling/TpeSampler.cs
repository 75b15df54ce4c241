using Maas.Training.Search.Sampling.Parzen;
using Maas.Training.Search.Spaces;
using Maas.Training.Search.Studies;

namespace Maas.Training.Search.Sampling;

/// <summary>
/// Chooses parameters near to good trials and far from the others: of 24 draws from the density of the best tenth, the one that is rarest among the rest,
/// running trials counted among these, so that trials side by side do not meet. The first ten come from <see cref="SobolSampler"/>. Thread-safe.
/// </summary>
/// <remarks>
/// The tree-structured Parzen estimator. Sources: Bergstra et al., "Algorithms for hyper-parameter optimization", 2011, section 4;
/// Bergstra, Yamins, Cox, 2013. Liar for running trials: Ginsbourger, Le Riche, Carraro, "Kriging is well-suited to parallelize optimization", 2010, section 4.2.
/// Parameters that are there under the same condition are drawn together, parents first; each such group learns from the trials that had it, so that a
/// branch that is seldom good is searched as well as others when it comes to it.
/// </remarks>
internal sealed class TpeSampler(StudyPlan plan) : ISampler
{
    private const int StartTrials = 10;
    private const int Candidates = 24;
    private const int MostGood = 25;
    private const int Stream = 2;

    private readonly SobolSampler _start = new(plan.Space, plan.Seed);
    private readonly TrialRanking _ranking = new(plan);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ParameterValue> Draw(IReadOnlyList<Trial> trials, int number, int attempt)
    {
        if (trials.Count(trial => trial.IsKnown && trial.Parameters.Count > 0) < StartTrials)
        {
            return _start.Draw(trials, number, attempt);
        }

        var draws = new SeededDraws(plan.Seed, Stream, number, attempt);
        var chosen = new Dictionary<string, ParameterValue>();
        foreach (var group in plan.Space.Groups)
        {
            if (plan.Space.Parameters[group[0]].IsThere(chosen))
            {
                DrawGroup(group, trials, draws, chosen);
            }
        }

        return chosen;
    }

    /// <summary>How many of so many known trials are good: a tenth, rounded up, and 25 at most.</summary>
    public static int GoodCount(int known) => Math.Min((known + 9) / 10, MostGood);

    private void DrawGroup(
        IReadOnlyList<int> group, IReadOnlyList<Trial> trials, SeededDraws draws, Dictionary<string, ParameterValue> chosen)
    {
        var space = plan.Space;
        var having = trials.Where(trial => group.All(i => trial.Parameters.ContainsKey(space.Parameters[i].Name))).ToList();
        var known = having.Where(trial => trial.IsKnown).Order(_ranking).ToList();
        var goodCount = GoodCount(known.Count);
        var good = EstimatorOf(group, known.Take(goodCount));
        var others = EstimatorOf(group, known.Skip(goodCount).Concat(having.Where(trial => trial.State == TrialState.Running)));
        var best = BestOf(good, others, draws);
        for (var i = 0; i < group.Count; i++)
        {
            chosen[space.Parameters[group[i]].Name] = ValueAt(group[i], best[i]);
        }
    }

    private static double[] BestOf(ParzenEstimator good, ParzenEstimator others, SeededDraws draws)
    {
        double[] best = [];
        var bestGain = double.NegativeInfinity;
        for (var i = 0; i < Candidates; i++)
        {
            var candidate = good.Draw(draws);
            var gain = good.LogDensityAt(candidate) - others.LogDensityAt(candidate);
            if (best.Length == 0 || gain > bestGain)
            {
                (best, bestGain) = (candidate, gain);
            }
        }

        return best;
    }

    private ParzenEstimator EstimatorOf(IReadOnlyList<int> group, IEnumerable<Trial> trials) => new(
        [.. group.Select(i => plan.Space.Scales[i])],
        [.. trials.OrderBy(trial => trial.Number).Select(trial => PlacesOf(group, trial))]);

    private double[] PlacesOf(IReadOnlyList<int> group, Trial trial) =>
        [.. group.Select(i => plan.Space.Scales[i].Of(trial.Parameters[plan.Space.Parameters[i].Name]))];

    private ParameterValue ValueAt(int parameter, double place)
    {
        var choices = plan.Space.Parameters[parameter].Choices;
        return choices.Count > 0 ? ParameterValue.Of(choices[(int)place]) : plan.Space.Scales[parameter].At(place);
    }
}
