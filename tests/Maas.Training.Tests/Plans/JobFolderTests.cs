using Maas.Testing;
using Maas.Training.Plans;
using Maas.Training.Tests.Jobs;

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
    public void Outcome_OfAWorkerThatKnewNoDevices_IsOfTheCpu()
    {
        using var temp = new TempFolder();
        var folder = new JobFolder(temp.Path);
        folder.WriteOutcome(FakeWorker.Outcome);
        var lines = File.ReadAllLines(folder.OutcomePath).Where(line => !line.Contains("\"device", StringComparison.Ordinal));
        File.WriteAllLines(folder.OutcomePath, lines);

        var read = folder.ReadOutcome();

        Assert.That((read.Device, read.DeviceNote), Is.EqualTo(("cpu", "")));
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

    [TestCase("\"metrics\": {", "\"metrics\": null, \"unknown\": {", "metrics")]
    [TestCase("\"variants\": []", "\"variants\": [null]", "variants[0]")]
    [TestCase("\"outputs\": [", "\"outputs\": [null, ", "signature.outputs[0]")]
    [TestCase("\"variants\": []", "\"variants\": [{\"name\": null}]", "variants[0].name")]
    public void Outcome_WithNothingWhereSomethingMustBe_IsRefusedWithThePlace(string whole, string broken, string place)
    {
        using var temporary = new Maas.Testing.TempFolder();
        var folder = new JobFolder(temporary.Path);
        folder.WriteOutcome(Jobs.FakeWorker.Outcome);
        var content = File.ReadAllText(folder.OutcomePath);
        Assert.That(content, Does.Contain(whole));
        Assert.That(folder.ReadOutcome().Signature.Inputs[0].ImageShape, Is.Null, "What may be null is let pass.");

        File.WriteAllText(folder.OutcomePath, content.Replace(whole, broken, StringComparison.Ordinal));

        Assert.That(folder.ReadOutcome, Throws.TypeOf<InvalidDataException>().With.Message.EndsWith($"'{place}' is null."));
    }

    [Test]
    public void Failure_ThatTellsNoMore_IsRead()
    {
        using var temporary = new Maas.Testing.TempFolder();
        var folder = new JobFolder(temporary.Path);
        File.WriteAllText(folder.FailurePath, """{"reason":"DIVERGED","message":"So it is."}""");

        Assert.That(folder.FindFailure() is { Reason: "DIVERGED", Message: "So it is." });
    }

    [Test]
    public void Outcome_WithANumberThatIsNone_IsRefused()
    {
        using var temporary = new Maas.Testing.TempFolder();
        var folder = new JobFolder(temporary.Path);
        folder.WriteOutcome(Jobs.FakeWorker.Outcome);
        var content = File.ReadAllText(folder.OutcomePath);
        Assert.That(content, Does.Contain("\"parityError\": 1E-07"));

        File.WriteAllText(folder.OutcomePath, content.Replace("\"parityError\": 1E-07", "\"parityError\": 1e999", StringComparison.Ordinal));

        Assert.That(folder.ReadOutcome, Throws.TypeOf<InvalidDataException>().With.Message.Contains("is no TrainingOutcome"));
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
