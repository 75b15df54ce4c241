using System.Diagnostics;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Networks;
using Maas.Training.Worker.Networks.Learning;
using Maas.Training.Worker.Running;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Tests.Networks;

/// <summary>What the learner costs beside the shortest loop that TorchSharp allows, the same network and rows in turn.</summary>
[NonParallelizable]
public sealed class LearningSpeedTests
{
    private const int Rows = 8192;
    private const int Width = 784;
    private const int Batch = 128;

    [Test]
    public void Learner_BesideAPlainLoop_IsAsFast()
    {
        set_num_threads(1);
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, Rows * Width).Select(_ => (float)random.NextDouble())];
        int[] classes = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(10))];
        var plan = new TrainingPlan
        {
            TablePath = "", DatasetFingerprint = "", TargetColumn = "y", Task = LearningTask.Classification, Algorithm = Algorithm.Mlp, Features = [],
            Network = new NetworkPlan { HiddenUnits = [256, 128] },
            Learning = new LearningPlan { EpochCount = 2, BatchSize = Batch, LearningRate = 1e-3 },
        };
        var rows = new FittingRows(
            new NumberLayout(Width), new FeatureMatrix(values, Rows, Width), new Target([], classes, [.. Enumerable.Range(0, 10).Select(c => $"{c}")]));

        // The machine's speed changes from second to second: of pairs of neighbours the best.
        var ratios = new List<double>();
        for (var round = 0; round < 6; round++)
        {
            var plain = Time(() => RunPlainLoop(values, classes, plan.Learning.EpochCount));
            var ours = Time(() => new NetworkFitting(plan, Checkpoint.None(TimeProvider.System), new ProgressWriter(TextWriter.Null, TimeProvider.System)).Fit(rows).Dispose());
            ratios.Add(plain / ours);
        }

        TestContext.Out.WriteLine($"speed beside a plain loop: {string.Join(", ", ratios.Order().Select(ratio => $"{ratio:f2}"))}");
        Assert.That(ratios.Max(), Is.GreaterThanOrEqualTo(0.9));
    }

    private static void RunPlainLoop(float[] values, int[] classes, int epochs)
    {
        random.manual_seed(0);
        using var x = tensor(values, [Rows, Width]);
        using var y = tensor(Array.ConvertAll(classes, c => (long)c));
        using var network = nn.Sequential(
            ("a", nn.Linear(Width, 256)), ("b", nn.ReLU()), ("c", nn.Linear(256, 128)), ("d", nn.ReLU()), ("e", nn.Linear(128, 10)));
        using var adam = optim.Adam(network.parameters(), 1e-3);
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            using var order = randperm(Rows);
            for (var start = 0; start < Rows; start += Batch)
            {
                using var scope = NewDisposeScope();
                var batch = order.narrow(0, start, Batch);
                adam.zero_grad();
                var loss = nn.functional.cross_entropy(network.forward(x.index_select(0, batch)), y.index_select(0, batch));
                loss.backward();
                adam.step();
            }
        }
    }

    private static double Time(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalSeconds;
    }
}
