using Maas.Training.Plans;

namespace Maas.Training.Tests.Plans;

internal sealed class JobFolderTests
{
    [Test]
    public void Plan_WrittenAndRead_IsTheSame()
    {
        var path = Directory.CreateTempSubdirectory("maas-plan-").FullName;
        try
        {
            var folder = new JobFolder(path);
            var plan = new TrainingPlan
            {
                TablePath = "/data/ä.parquet",
                DatasetFingerprint = "abc",
                TargetColumn = "y",
                Task = LearningTask.Classification,
                Algorithm = Algorithm.Mlp,
                Features = [new FeaturePlan { Column = "x", Kind = FeatureKind.Numeric, Imputation = Imputation.Mean }],
                Network = new NetworkPlan { HiddenUnits = [3, 4] },
                Learning = new LearningPlan { LearningRate = 0.1 + 0.2 },
                Variants = [new VariantPlan { Kind = VariantKind.Pruned, Sparsity = 0.9, EpochCount = 3, MaxSizeRatio = 0.5, MaxMetricLoss = 0, MaxLatencyRatio = 1.1 }],
                Seed = long.MinValue,
            };

            folder.WritePlan(plan);
            var read = folder.ReadPlan();

            // Records compare lists by reference: those are compared apart.
            Assert.That(read.Features, Is.EqualTo(plan.Features));
            Assert.That(read.Variants, Is.EqualTo(plan.Variants));
            Assert.That(read.Network.HiddenUnits, Is.EqualTo(plan.Network.HiddenUnits));
            Assert.That(read with { Features = plan.Features, Network = plan.Network, Variants = plan.Variants }, Is.EqualTo(plan));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    [Test]
    public void Plan_ThatIsNoJson_IsRefusedWithItsPath()
    {
        var path = Directory.CreateTempSubdirectory("maas-plan-").FullName;
        try
        {
            var folder = new JobFolder(path);
            File.WriteAllText(folder.PlanPath, "{\"tablePath\": 3}");

            Assert.That(folder.ReadPlan, Throws.TypeOf<InvalidDataException>().With.Message.Contains(folder.PlanPath));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    [Test]
    public void Progress_WrittenAsALine_IsReadBack()
    {
        var progress = new WorkerProgress { Stage = WorkerStage.Training, Ratio = 0.5, Epoch = 3, Loss = 0.25 };

        var line = progress.ToLine();

        Assert.That(line, Does.Not.Contain("\n"));
        Assert.That(WorkerProgress.TryParse(line, out var read), Is.True);
        Assert.That(read, Is.EqualTo(progress));
    }

    [TestCase("")]
    [TestCase("[W] a warning of a library")]
    [TestCase("{broken")]
    [TestCase("{}")]
    public void Progress_OfAnotherLine_IsNotTaken(string line) =>
        Assert.That(WorkerProgress.TryParse(line, out _), Is.False);
}
