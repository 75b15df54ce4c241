using System.Globalization;
using Maas.Contracts.Training.V1;
using Maas.Training.Tests.Datasets;
using TrialState = Maas.Contracts.Training.V1.Trial.Types.State;

namespace Maas.Training.Tests.Searching;

/// <summary>
/// What TPE with ASHA needs to be as good as the best of random trials that are all trained to their end, in epochs. Trials are compared on half of the
/// rows: the smallest log loss of many on a few rows is one trial's luck. They run one after another, so a machine gives the same figures every time. The
/// long form, MAAS_SEARCH_SEEDS=5, compares 80 trials with 64 random ones per seed, two searches at a time; the short one compares with 12, of a seed of
/// which 8 of 64 random trials are better than the best of the first 12.
/// </summary>
public sealed class SearchEfficiencyTests
{
    private const int Epochs = 32;

    [Test]
    public async Task TpeWithAsha_OnDigits_NeedsFewerEpochsThanRandomSearch()
    {
        var seeds = int.Parse(Environment.GetEnvironmentVariable("MAAS_SEARCH_SEEDS") ?? "0", CultureInfo.InvariantCulture);
        await using var server = await TrainingServer.StartAsync(("WorkerSlots", "2"));
        var data = (await server.ImportAsync(TestData.Read("digits.csv"), "digits")).Name;
        if (seeds == 0)
        {
            Assert.That(await ShareAsync(server, data, seed: 1, randomTrials: 12, tpeTrials: 16), Is.LessThanOrEqualTo(1));
            return;
        }

        var shares = new double[seeds];
        foreach (var i in Enumerable.Range(0, seeds))
        {
            shares[i] = await ShareAsync(server, data, seed: i + 1, randomTrials: 64, tpeTrials: 80);
        }

        Assert.That(shares.Order().ElementAt(seeds / 2), Is.LessThanOrEqualTo(0.4));
    }

    // Which share of the epochs of a random search TPE with ASHA needs to be as good as its best trial.
    private static async Task<double> ShareAsync(TrainingServer server, string data, int seed, int randomTrials, int tpeTrials)
    {
        var searches = await Task.WhenAll(
            SearchAsync(server, data, seed, randomTrials, "random", "none"), SearchAsync(server, data, seed, tpeTrials, "tpe", "asha"));
        var (random, tpe) = (searches[0], searches[1]);
        var marks = Completed(random).Select(LossOf).Order().Take(2).ToList();
        var shares = marks.ConvertAll(mark => (double?)EpochsUntil(tpe, mark) / EpochsOf(random) ?? double.PositiveInfinity);
        foreach (var (mark, share) in marks.Zip(shares))
        {
            TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"seed {seed}: random {mark:F5} in {EpochsOf(random)} epochs; TPE with ASHA {Completed(tpe).Min(LossOf):F5} in {EpochsOf(tpe)}, {Completed(tpe).Count()} of {tpe.Count} trials whole, as good after {share:P0}"));
        }

        return shares[0];
    }

    private static IEnumerable<Trial> Completed(IEnumerable<Trial> trials) => trials.Where(trial => trial.State == TrialState.Completed);

    private static int EpochsOf(IEnumerable<Trial> trials) => trials.Sum(trial => trial.Epochs.LastOrDefault());

    // Epochs of all trials up to the first that was as good; null when none was.
    private static int? EpochsUntil(IReadOnlyList<Trial> trials, double mark) =>
        Completed(trials).FirstOrDefault(trial => LossOf(trial) <= mark) is { } first
            ? EpochsOf(trials.TakeWhile(trial => trial != first)) + EpochsOf([first])
            : null;

    private static double LossOf(Trial trial) => trial.Measurements["validation.log_loss"];

    private static async Task<IReadOnlyList<Trial>> SearchAsync(
        TrainingServer server, string data, int seed, int trials, string sampler, string stopping)
    {
        var job = await server.WaitForEndAsync((await server.CreateJobAsync(new TrainingSpec
        {
            DatasetVersion = data,
            TargetColumn = "digit",
            Task = "classification",
            Algorithm = "mlp",
            Model = "models/digits",
            Seed = seed,
            Split = new SplitSpec { TestRatio = 0, ValidationRatio = 0.5 },
            Hyperparameters = new Hyperparameters { EpochCount = Epochs },
            Search = new SearchSpec { Sampler = sampler, Stopping = stopping, MaxTrialCount = trials, ParallelTrialCount = 1 },
        })).Name, TimeSpan.FromMinutes(20));
        Assert.That(job.State, Is.EqualTo(TrainingJob.Types.State.Succeeded), job.Error?.Message);
        return (await server.Client.ListTrialsAsync(new ListTrialsRequest { Parent = job.Name, PageSize = 1000 })).Trials;
    }
}
