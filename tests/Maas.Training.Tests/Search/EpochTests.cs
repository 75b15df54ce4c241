using Maas.Training.Search.Sampling;
using Maas.Training.Search.Stopping;
using Maas.Training.Search.Studies;

namespace Maas.Training.Tests.Search;

internal sealed class EpochTests
{
    private const int Seeds = 11;
    private const int EpochsOfTrial = 64;
    private const int RandomTrials = 64;
    private const int AllEpochs = EpochsOfTrial * RandomTrials;

    // What random search reaches by 64 whole trials, with two fifths of the epochs.
    [TestCase(StoppingRule.Asha, 0.4)]
    [TestCase(StoppingRule.Median, 0.4)]
    public void Tpe_WithEarlyStopping_ReachesTheBestOfRandomSearchWithFewerEpochs(string rule, double share)
    {
        var random = Enumerable.Range(0, Seeds).Select(seed => Learn(SamplerKind.Random, StoppingRule.None, AllEpochs, seed)).ToList();
        var ours = Enumerable.Range(0, Seeds).Select(seed => Learn(SamplerKind.Tpe, rule, (int)(AllEpochs * share), seed)).ToList();

        Assert.That(random.Select(run => run.Epochs), Is.All.EqualTo(AllEpochs));
        Assert.That(ours.Select(run => run.Epochs), Is.All.LessThanOrEqualTo(AllEpochs * share));
        Assert.That(Simulation.MedianOf(ours.Select(run => run.Best)), Is.LessThanOrEqualTo(Simulation.MedianOf(random.Select(run => run.Best))));
        Assert.That(ours.Zip(random).Count(pair => pair.First.Best <= pair.Second.Best), Is.GreaterThanOrEqualTo(Seeds - 2), "seeds");
    }

    private static (double Best, int Epochs) Learn(string sampler, string rule, int maxEpochs, int seed) => Simulation.Learn(
        new StudyPlan
        {
            Space = LearningCurves.Space,
            Baseline = LearningCurves.Space.At([0, 0, 1, 0]),
            Sampler = sampler,
            Stopping = StoppingPlan.Of(rule, EpochsOfTrial),
            Budget = new SearchBudget { MaxTrials = 1000 },
            Seed = seed,
        },
        EpochsOfTrial,
        maxEpochs,
        LearningCurves.LossAt);
}
