using Maas.Training.Search.Spaces;
using Maas.Training.Search.Stopping;
using Maas.Training.Search.Studies;

namespace Maas.Training.Tests.Search;

/// <summary>Runs studies without training anything: a trial tells what its parameters are worth.</summary>
internal static class Simulation
{
    private static readonly Dictionary<string, double> Nothing = [];

    /// <summary>Runs trials one after another to the end of the budget.</summary>
    public static Study Run(StudyPlan plan, Func<IReadOnlyDictionary<string, ParameterValue>, double> value)
    {
        var study = Study.Create(plan);
        while (study.Ask(TimeSpan.Zero) is { Trial: { } trial })
        {
            study.Complete(trial.Number, trial.Parameters.Count > 0 ? value(trial.Parameters) : 1e9, Nothing, TimeSpan.Zero);
        }

        return study;
    }

    /// <summary>The best value of each of some seeds, in order.</summary>
    public static List<double> BestBySeed(Landscape landscape, string sampler, int trials, int seeds) =>
    [
        .. Enumerable.Range(0, seeds).Select(seed => Run(
            new StudyPlan
            {
                Space = landscape.Space,
                Sampler = sampler,
                Budget = new SearchBudget { MaxTrials = trials + 1 },
                Seed = seed,
            },
            landscape.HeightAt).Best!.Value!.Value),
    ];

    /// <summary>Runs trials that learn, one after another, until the epochs are spent.</summary>
    /// <returns>The lowest loss of a completed trial, and the epochs that were spent.</returns>
    public static (double Best, int Epochs) Learn(
        StudyPlan plan, int epochsOfTrial, int maxEpochs, Func<IReadOnlyDictionary<string, ParameterValue>, int, double> lossAt)
    {
        var study = Study.Create(plan);
        var spent = 0;
        while (spent + epochsOfTrial <= maxEpochs && study.Ask(TimeSpan.Zero) is { Trial: { } trial })
        {
            spent += Learn(study, trial, epochsOfTrial, lossAt);
        }

        return (study.Best!.Value!.Value, spent);
    }

    /// <summary>The middle one.</summary>
    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static int Learn(Study study, Trial trial, int epochs, Func<IReadOnlyDictionary<string, ParameterValue>, int, double> lossAt)
    {
        var best = double.PositiveInfinity;
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            var loss = lossAt(trial.Parameters, epoch);
            best = Math.Min(best, loss);
            var reason = study.Report(trial.Number, epoch, loss, TimeSpan.Zero);
            if (reason != StopReason.None)
            {
                study.Stop(trial.Number, reason, TimeSpan.Zero);
                return epoch;
            }
        }

        study.Complete(trial.Number, best, Nothing, TimeSpan.Zero);
        return epochs;
    }
}
