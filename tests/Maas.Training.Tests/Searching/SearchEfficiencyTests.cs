using System.Globalization;
using Maas.Contracts.Training.V1;
using Maas.Training.Tests.Datasets;
using TrialState = Maas.Contracts.Training.V1.Trial.Types.State;

namespace Maas.Training.Tests.Searching;

/// <summary>
/// What TPE with ASHA needs to be as good as the best of random trials that are all trained to their end, in epochs. It may begin twice as
/// many trials, most of which end early. The long form, MAAS_SEARCH_SEEDS=5, compares with 64 random trials per seed; the short one, one
/// seed, with 12.
/// </summary>
public sealed class SearchEfficiencyTests
{
    private const int Epochs = 32;

    [Test]
    public async Task TpeWithAsha_OnDigits_NeedsFewerEpochsThanRandomSearch()
    {
        var seeds = int.Parse(Environment.GetEnvironmentVariable("MAAS_SEARCH_SEEDS") ?? "1", CultureInfo.InvariantCulture);
        var trials = seeds > 1 ? 64 : 12;
        await using var server = await TrainingServer.StartAsync(("WorkerSlots", "2"));
        var data = (await server.ImportAsync(TestData.Read("digits.csv"), "digits")).Name;
        List<double> ratios = [];
        for (var seed = 1; seed <= seeds; seed++)
        {
            var random = await SearchAsync(server, data, seed, trials, "random", "none");
            var tpe = await SearchAsync(server, data, seed, 2 * trials, "tpe", "asha");
            var mark = random.Where(trial => trial.State == TrialState.Completed).Min(trial => trial.Objective);
            var spent = 0;
            foreach (var trial in tpe)
            {
                spent += trial.Epochs.LastOrDefault();
                if (trial.State == TrialState.Completed && trial.Objective <= mark)
                {
                    break;
                }
            }

            var best = tpe.Where(trial => trial.State == TrialState.Completed).Min(trial => trial.Objective);
            var ratio = best <= mark ? (double)spent / random.Sum(trial => trial.Epochs.LastOrDefault()) : double.PositiveInfinity;
            TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"seed {seed}: random {mark:F5} in {random.Sum(trial => trial.Epochs.LastOrDefault())} epochs; TPE with ASHA {best:F5}, as good after {spent} ({ratio:P0})"));
            ratios.Add(ratio);
        }

        ratios.Sort();
        Assert.That(ratios[ratios.Count / 2], Is.LessThanOrEqualTo(seeds > 1 ? 0.4 : double.PositiveInfinity));
        Assert.That(ratios, Has.Count.EqualTo(seeds));
    }

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
