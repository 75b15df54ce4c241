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
