using System.Globalization;
using Maas.Contracts.Training.V1;
using Maas.Training.Tests.Datasets;
using TrialState = Maas.Contracts.Training.V1.Trial.Types.State;

namespace Maas.Training.Tests.Searching;

/// <summary>
/// What TPE with ASHA needs to be as good as the best of random trials that are all trained to their end, in epochs. The long form,
/// MAAS_SEARCH_SEEDS=5, compares 80 trials, two fifths of the epochs or more, with 64 random ones per seed. The short one compares with 12, of one seed of which 20 of 64 random trials are
/// better than the best of the first 12: a search that works all but surely finds such a one, whichever of two trials side by side ends first.
/// </summary>
public sealed class SearchEfficiencyTests
{
    private const int Epochs = 32;
    private const int SeedOfShortForm = 4;

    [Test]
    public async Task TpeWithAsha_OnDigits_NeedsFewerEpochsThanRandomSearch()
    {
        var seeds = int.Parse(Environment.GetEnvironmentVariable("MAAS_SEARCH_SEEDS") ?? "0", CultureInfo.InvariantCulture);
        var (randomTrials, tpeTrials, bound) = seeds > 0 ? (64, 80, 0.4) : (12, 16, 1);
        await using var server = await TrainingServer.StartAsync(("WorkerSlots", "2"));
        var data = (await server.ImportAsync(TestData.Read("digits.csv"), "digits")).Name;
        List<double> ratios = [];
        foreach (var seed in seeds > 0 ? Enumerable.Range(1, seeds) : [SeedOfShortForm])
        {
            var random = await SearchAsync(server, data, seed, randomTrials, "random", "none");
            var tpe = await SearchAsync(server, data, seed, tpeTrials, "tpe", "asha");
            var mark = Completed(random).Min(trial => trial.Objective);
            var all = EpochsOf(random);
            var spent = SpentUntil(tpe, mark);
            var ratio = (double?)spent / all ?? double.PositiveInfinity;
            ratios.Add(ratio);
            TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"seed {seed}: random {mark:F5} in {all} epochs; TPE with ASHA {Completed(tpe).Min(trial => trial.Objective):F5} in {EpochsOf(tpe)}, {Completed(tpe).Count()} of {tpe.Count} trials whole, as good after {spent} ({ratio:P0})"));
        }

        ratios.Sort();
        Assert.That(ratios[ratios.Count / 2], Is.LessThanOrEqualTo(bound));
    }

    private static IEnumerable<Trial> Completed(IEnumerable<Trial> trials) => trials.Where(trial => trial.State == TrialState.Completed);

    private static int EpochsOf(IEnumerable<Trial> trials) => trials.Sum(trial => trial.Epochs.LastOrDefault());

    // Epochs of all trials that had begun when the first that was as good had ended, those that it ran beside in full; null when none was.
    private static int? SpentUntil(IReadOnlyList<Trial> trials, double mark) =>
        Completed(trials).Where(trial => trial.Objective <= mark).Min(trial => (TimeSpan?)EndOf(trial)) is { } end
            ? EpochsOf(trials.Where(trial => trial.BeginOffset.ToTimeSpan() < end))
            : null;

    private static TimeSpan EndOf(Trial trial) => trial.BeginOffset.ToTimeSpan() + trial.Duration.ToTimeSpan();

    private static async Task<IReadOnlyList<Trial>> SearchAsync(TrainingServer server, string data, int seed, int trials, string sampler, string stopping)
    {
        var job = await server.WaitForEndAsync((await server.CreateJobAsync(new TrainingSpec
        {
            DatasetVersion = data,
            TargetColumn = "digit",
            Task = "classification",
            Algorithm = "mlp",
            Model = "models/digits",
            Seed = seed,
            Split = new SplitSpec { TestRatio = 0.2 },
            Hyperparameters = new Hyperparameters { EpochCount = Epochs },
            Search = new SearchSpec { Sampler = sampler, Stopping = stopping, MaxTrialCount = trials, ParallelTrialCount = 2 },
        })).Name, TimeSpan.FromMinutes(20));
        Assert.That(job.State, Is.EqualTo(TrainingJob.Types.State.Succeeded), job.Error?.Message);
        return (await server.Client.ListTrialsAsync(new ListTrialsRequest { Parent = job.Name, PageSize = 1000 })).Trials;
    }
}
