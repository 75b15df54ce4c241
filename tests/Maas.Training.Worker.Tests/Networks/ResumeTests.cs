using Maas.Training.Plans;

namespace Maas.Training.Worker.Tests.Networks;

/// <summary>A worker that goes on from a checkpoint ends with the bytes of one that was never disturbed.</summary>
public sealed class ResumeTests
{
    [TestCase(Algorithm.Mlp, "adam")]
    [TestCase(Algorithm.Mlp, "sgd")]
    [TestCase(Algorithm.Cnn, "adam")]
    [TestCase(Algorithm.Rnn, "adam")]
    public void Model_AfterAResume_HasTheSameBytes(string algorithm, string solver)
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf("iris.csv"), "species", LearningTask.Classification, algorithm) with
        {
            ValidationRatio = 0.2,
            Network = new NetworkPlan { DropoutRatio = 0.3, Channels = [4], StateUnits = 6, HiddenUnits = [8] },
            Learning = new LearningPlan
            {
                Solver = solver,
                EpochCount = 6,
                BatchSize = 16,
                Patience = 4,
                Schedule = LearningRateSchedule.OneCycle,

                // After every step.
                CheckpointSeconds = 0,
            },
            Seed = 3,
        };
        var whole = bench.Train(plan);
        File.Delete(bench.Folder.CheckpointPath);

        var steps = 0;
        foreach (var stopAfter in (int[])[1, 5, 11, 17])
        {
            Assert.Throws<OperationCanceledException>(() => bench.Train(plan, onStep: () =>
            {
                if (++steps > stopAfter)
                {
                    throw new OperationCanceledException();
                }
            }));
            Assert.That(bench.Folder.CheckpointPath, Does.Exist);
        }

        Assert.That(bench.Train(plan).ModelSha256, Is.EqualTo(whole.ModelSha256));
    }

    // As a search does it: a trial with folds, then its variants, by another worker.
    [TestCase(Algorithm.Mlp, 0.2, 0)]
    [TestCase(Algorithm.Cnn, 0, 0)]
    [TestCase(Algorithm.Mlp, 0, 3)]
    public void Variants_MadeOfACheckpoint_AreThoseOfOneWorker_AndNothingIsLearntAgain(string algorithm, double validationRatio, int folds)
    {
        using var bench = new JobBench();
        var variants = new VariantPlan[]
        {
            new() { Kind = VariantKind.StaticInt8, MaxSizeRatio = 100, MaxMetricLoss = 1, MaxLatencyRatio = 1000 },
            new() { Kind = VariantKind.Pruned, Sparsity = 0.5, EpochCount = 2, MaxSizeRatio = 100, MaxMetricLoss = 1, MaxLatencyRatio = 1000 },
        };
        var plan = JobBench.Plan(bench.TableOf("iris.csv"), "species", LearningTask.Classification, algorithm) with
        {
            ValidationRatio = validationRatio,
            Network = new NetworkPlan { DropoutRatio = 0.2, Channels = [4], HiddenUnits = [8] },
            Learning = new LearningPlan { EpochCount = 6, BatchSize = 16, Patience = validationRatio > 0 ? 2 : 0 },
        };
        var whole = bench.Train(plan with { Variants = variants });
        var expected = Digests(bench, whole);

        var trial = bench.Train(plan with { FoldCount = folds, IsTrial = true, KeepsCheckpoint = true });
        var steps = 0;
        var made = bench.Train(plan with { Variants = variants, IsTrial = true }, onStep: () => steps++);

        Assert.That(trial.Variants, Is.Empty);
        Assert.That(made.EpochLosses, Is.EqualTo(trial.EpochLosses));
        Assert.That((steps, Digests(bench, made)), Is.EqualTo((0, expected)));
    }

    [Test]
    public void Learning_ThatWasCutOff_IsFinishedForThoseWhoGoOnFromIt()
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf("iris.csv"), "species", LearningTask.Classification, Algorithm.Mlp) with
        {
            Learning = new LearningPlan { EpochCount = 100_000 },
        };

        var trial = bench.Train(plan with { IsTrial = true, KeepsCheckpoint = true, MaxLearningSeconds = 0.2 });
        var after = bench.Train(plan with { IsTrial = true });

        Assert.That(trial.EpochLosses, Has.Count.LessThan(100_000));
        Assert.That((after.ModelSha256, after.EpochLosses.Count), Is.EqualTo((trial.ModelSha256, trial.EpochLosses.Count)));
    }

    private static string Digests(JobBench bench, TrainingOutcome outcome) => string.Join(' ',
    [
        outcome.ModelSha256,
        .. outcome.Variants.Select(variant => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(bench.Folder.VariantPath(variant.Name))))),
    ]);

    [Test]
    public void Checkpoint_OfAnotherPlan_IsNotTaken()
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf("iris.csv"), "species", LearningTask.Classification, Algorithm.Mlp) with
        {
            Learning = new LearningPlan { EpochCount = 3, CheckpointSeconds = 0 },
        };
        bench.Train(plan with { Seed = 5 });
        Assert.That(bench.Folder.CheckpointPath, Does.Exist);

        var after = bench.Train(plan).ModelSha256;
        File.Delete(bench.Folder.CheckpointPath);

        Assert.That(after, Is.EqualTo(bench.Train(plan).ModelSha256));
    }
}
