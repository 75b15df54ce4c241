using Maas.Contracts.Onnx;
using Maas.Digests;
using Maas.Onnx.Validation;
using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Microsoft.ML.OnnxRuntime;

namespace Maas.Training.Worker.Tests.Variants;

/// <summary>Variants of trained networks, made and measured as a worker does. Latencies are told and not judged: other tests run beside these.</summary>
public sealed class VariantTests
{
    [TestCase(Algorithm.Mlp)]
    [TestCase(Algorithm.Cnn)]
    public void Variants_OfDigits_AreSmallAndNearlyAsGood(string algorithm)
    {
        using var bench = new JobBench();

        var variants = bench.Train(Digits(bench, algorithm)).Variants;

        Tell(algorithm, variants);
        Assert.That(variants.Select(variant => (variant.Name, variant.Problem)), Is.EqualTo(VariantPlans.All.Select(plan => (plan.Name, ""))));
        Assert.That(variants.Take(2).Select(variant => variant.SizeRatio), Is.All.LessThanOrEqualTo(0.3));
        Assert.That(variants.Select(variant => variant.MetricLoss), Is.All.LessThanOrEqualTo(0.005));
        Assert.That(variants.Select(variant => variant.AgreementRatio), Is.All.GreaterThan(0.97));
        Assert.That(variants.Select(variant => variant.P95Seconds / variant.P50Seconds), Is.All.GreaterThanOrEqualTo(1));
        Assert.That(variants.Select(variant => new FileInfo(bench.Folder.VariantPath(variant.Name)).Length), Is.EqualTo(variants.Select(variant => variant.SizeBytes)));
    }

    [Test]
    public void Variants_MadeTwice_HaveTheSameBytes()
    {
        using var bench = new JobBench();
        var plan = Digits(bench, Algorithm.Cnn) with { Learning = new LearningPlan { LearningRate = 0.001, EpochCount = 1 } };

        bench.Train(plan);
        var first = VariantPlans.All.Select(variant => DigestOf(bench.Folder.VariantPath(variant.Name))).ToList();
        bench.Train(plan);

        Assert.That(VariantPlans.All.Select(variant => DigestOf(bench.Folder.VariantPath(variant.Name))), Is.EqualTo(first));
        Assert.That(first, Is.Unique);
    }

    [Test]
    public void Variants_HaveTheInputsAndOutputsOfTheFullModel_AndAreValid()
    {
        using var bench = new JobBench();
        bench.Train(Digits(bench, Algorithm.Cnn));
        var full = ModelProto.Parser.ParseFrom(File.ReadAllBytes(bench.Folder.ModelPath)).Graph;

        foreach (var path in VariantPlans.All.Select(variant => bench.Folder.VariantPath(variant.Name)))
        {
            var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph;
            Assert.That(graph.Input, Is.EqualTo(full.Input), path);
            Assert.That(graph.Output, Is.EqualTo(full.Output), path);
            using var file = File.OpenRead(path);
            Assert.That(() => new OnnxValidator(new OnnxLimits()).Read(file, new Dictionary<string, long>()), Throws.Nothing, path);
        }
    }

    [Test]
    public void Rows_AreAnsweredTheSame_AloneAndTogether_MeltedOrNot()
    {
        using var bench = new JobBench();
        bench.Train(Digits(bench, Algorithm.Mlp));
        var random = new Random(3);
        var rows = new RawRows(20, [.. Pixels().Select(name => new RawColumn(name, [.. Enumerable.Range(0, 20).Select(_ => (float)random.Next(17))], null))]);

        foreach (var variant in VariantPlans.All)
        {
            var plain = Ask(bench.Folder.VariantPath(variant.Name), rows, GraphOptimizationLevel.ORT_DISABLE_ALL);
            var melted = Ask(bench.Folder.VariantPath(variant.Name), rows, GraphOptimizationLevel.ORT_ENABLE_ALL);
            var alone = Enumerable.Range(0, 20).SelectMany(row => Ask(bench.Folder.VariantPath(variant.Name), rows.Take([row]), GraphOptimizationLevel.ORT_ENABLE_ALL));
            Assert.That(melted, Is.EqualTo(plain).Within(variant.Kind == VariantKind.Fp16 ? 1e-2 : 1e-4), variant.Name);
            Assert.That(alone, Is.EqualTo(melted).Within(variant.Kind == VariantKind.Fp16 ? 1e-3 : 1e-5), variant.Name);
        }
    }

    [Test]
    public void Network_WithNormalisations_IsServedWithoutThem()
    {
        using var bench = new JobBench();

        var outcome = bench.Train(Digits(bench, Algorithm.Cnn) with { Variants = [] });

        var operators = ModelProto.Parser.ParseFrom(File.ReadAllBytes(bench.Folder.ModelPath)).Graph.Node.Select(node => node.OpType).ToList();
        Assert.That(operators, Does.Not.Contain("BatchNormalization"));
        Assert.That(operators.Count(name => name == "Conv"), Is.EqualTo(2));
        Assert.That(outcome.ParityError, Is.LessThanOrEqualTo(1e-5));
    }

    [Test]
    public void Variants_OfNumbers_KeepTheirUnit()
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf("diabetes.csv"), "progression", LearningTask.Regression, Algorithm.Mlp) with
        {
            TestRatio = 0.2,
            Network = new NetworkPlan { HiddenUnits = [64, 64] },
            Learning = new LearningPlan { LearningRate = 0.001, EpochCount = 30 },
            Variants = VariantPlans.All,
        };

        var variants = bench.Train(plan).Variants;

        Tell("diabetes", variants);
        Assert.That(variants.Take(3).Select(variant => variant.MetricLoss), Is.All.LessThan(0.01));
        Assert.That(variants.Take(3).Select(variant => variant.LargestDifference), Is.All.LessThan(0.1));
        Assert.That(variants.Select(variant => variant.Metric), Is.All.EqualTo("test.r2"));
    }

    [TestCase(Algorithm.Rnn, RecurrentCell.Gru)]
    [TestCase(Algorithm.Rnn, RecurrentCell.Lstm)]
    [TestCase(Algorithm.Cnn, "")]
    public void Variants_OfTexts_AnswerAsTheFullModel(string algorithm, string cell)
    {
        using var bench = new JobBench();
        string[] good = ["a fine film", "great fun and very good", "good", "I loved this great film"], bad = ["a bad film", "awful, very bad", "bad", "I hated this awful film"];
        var rows = string.Join(", ", Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? $"('{good[i / 2 % 4]}', 'good')" : $"('{bad[i / 2 % 4]}', 'bad')"));
        var plan = JobBench.Plan(bench.TableOf("text, label", rows), "label", LearningTask.Classification, algorithm) with
        {
            Features = [new FeaturePlan { Column = "text", Kind = FeatureKind.Text, Imputation = Imputation.MostFrequent, Text = new TextPlan { Encoding = TextEncoding.TokenIds, MaxLength = 8 } }],
            TestRatio = 0.2,
            Network = new NetworkPlan { HiddenUnits = [], Cell = cell, StateUnits = 32, TokenDimension = 32, IsBidirectional = true, Channels = [32, 32] },
            Learning = new LearningPlan { LearningRate = 0.005, EpochCount = 10 },
            Variants = VariantPlans.All,
        };

        var variants = bench.Train(plan).Variants;

        Tell($"{algorithm} {cell}", variants);
        Assert.That(variants.Select(variant => variant.AgreementRatio), Is.All.EqualTo(1));
        Assert.That(variants.Select(variant => variant.SizeRatio), Is.All.LessThan(0.7));
        Assert.That(variants.Take(3).Select(variant => variant.LargestDifference), Is.All.LessThan(0.05));
    }

    [Test]
    public void Variant_OfATinyModel_IsToldWithItsFiguresAndNotKept()
    {
        using var bench = new JobBench();
        var plan = JobBench.Plan(bench.TableOf("iris.csv"), "species", LearningTask.Classification, Algorithm.Mlp) with
        {
            TestRatio = 0.2,
            Network = new NetworkPlan { HiddenUnits = [8] },
            Learning = new LearningPlan { EpochCount = 5 },
            Variants = [VariantPlans.All[0]],
        };

        var variant = bench.Train(plan).Variants.Single();

        Assert.That(variant.FailedGate, Is.EqualTo(VariantGate.Size));
        Assert.That(variant.Problem, Does.Contain("of the bytes, at most 0.3 is allowed"));
        Assert.That((variant.SizeBytes, variant.P50Seconds, variant.AgreementRatio), Is.Not.EqualTo((0L, 0.0, 0.0)));
        Assert.That(File.Exists(bench.Folder.VariantPath(variant.Name)), Is.False);
        Assert.That(variant.GoldenExamples, Is.Empty);
    }

    private static TrainingPlan Digits(JobBench bench, string algorithm) =>
        JobBench.Plan(bench.TableOf("digits.csv"), "digit", LearningTask.Classification, algorithm) with
        {
            Seed = 1,
            TestRatio = 0.2,
            Network = new NetworkPlan { HiddenUnits = algorithm == Algorithm.Mlp ? [256, 128] : [64], Channels = [32, 64] },
            Learning = new LearningPlan { LearningRate = 0.001, EpochCount = algorithm == Algorithm.Mlp ? 20 : 5 },
            Variants = VariantPlans.All,
        };

    private static IEnumerable<string> Pixels() => Enumerable.Range(0, 64).Select(i => $"p{i / 8}{i % 8}");

    private static string DigestOf(string path) => Sha256Digest.Of(File.ReadAllBytes(path)).ToString();

    private static float[] Ask(string path, RawRows rows, GraphOptimizationLevel level)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, GraphOptimizationLevel = level };
        using var session = new InferenceSession(File.ReadAllBytes(path), options);
        using var run = new RunOptions();
        var inputs = rows.Columns.ToDictionary(
            column => column.Name, column => OrtValue.CreateTensorValueFromMemory(column.Numbers!, [rows.Count, 1]));
        using var results = session.Run(run, inputs, ["probabilities"]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static void Tell(string model, IEnumerable<VariantOutcome> variants)
    {
        foreach (var variant in variants)
        {
            TestContext.Out.WriteLine(FormattableString.Invariant(
                $"{model} {variant.Name}: {variant.SizeBytes} bytes, x{variant.SizeRatio:F3}, {variant.CompressedSizeBytes} deflated; {variant.Metric} {variant.MetricValue:F4}, lost {variant.MetricLoss:F4}, same {variant.AgreementRatio:F4}, off by {variant.LargestDifference:g2}; p50 {1e6 * variant.P50Seconds:F1} of {1e6 * variant.FullP50Seconds:F1} us, p95 {1e6 * variant.P95Seconds:F1} of {1e6 * variant.FullP95Seconds:F1} us {variant.Problem}"));
        }
    }
}
