using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Tests.Baselines;

/// <summary>What traffic of a model of texts is compared with.</summary>
public sealed class TextBaselineTests
{
    private static readonly string[] Words = ["great", "lovely", "fine", "awful", "bad", "poor"];

    [Test]
    public void Classifier_OfTexts_HasTheirLengthsAndHowSureItIsOfRowsItDidNotSee()
    {
        using var bench = new JobBench();
        var plan = Plan(bench) with { TestRatio = 0.3 };

        bench.Train(plan);

        var data = TrainingData.Load(plan);
        using var session = new ArtifactSession(File.ReadAllBytes(bench.Folder.ModelPath), threads: 1);
        var (scores, _) = session.RunFloatsAndTexts(data.Rows.Take(data.TestRows), "probabilities", "label");
        var lengths = data.Rows.Take(data.TrainRows).Columns.Single().Texts!.Select(text => text.Length).ToList();
        var (length, confidence) = (bench.Baseline.Features[0], bench.Baseline.Features[1]);
        Assert.That(bench.Baseline.Features.Select(feature => feature.Feature), Is.EqualTo((string[])["(length of text)", "(confidence)"]));
        Assert.That((length.Numeric.Range.Minimum, length.Numeric.Range.Maximum), Is.EqualTo(((double)lengths.Min(), (double)lengths.Max())));
        Assert.That(length.Numeric.Mean, Is.EqualTo(lengths.Average()).Within(1e-6));
        Assert.That(confidence.Numeric.Counts.Sum(), Is.EqualTo(data.TestRows.Length));
        Assert.That(confidence.Numeric.Mean, Is.EqualTo(scores.Chunk(2).Average(row => row.Max())).Within(1e-6));
        Assert.That(bench.Baseline.Prediction.Categorical.Categories, Is.EquivalentTo((string[])["good", "bad"]));
    }

    [Test]
    public void Classifier_OfTexts_WithoutTestRows_SaysNothingOfHowSureItIs()
    {
        using var bench = new JobBench();

        bench.Train(Plan(bench));

        Assert.That(bench.Baseline.Features.Select(feature => feature.Feature), Is.EqualTo((string[])["(length of text)"]));
    }

    private static TrainingPlan Plan(JobBench bench) => new()
    {
        TablePath = bench.TableOf("\"text\", label", string.Join(", ", Enumerable.Range(0, 60).Select(row =>
            $"('{Words[row % 6]} {new string('x', row % 7)} thing', '{(row % 6 < 3 ? "good" : "bad")}')"))),
        DatasetFingerprint = "lengths",
        TargetColumn = "label",
        Task = LearningTask.Classification,
        Algorithm = Algorithm.LogisticRegression,
        Features =
        [
            new FeaturePlan { Column = "text", Kind = FeatureKind.Text, Imputation = "", Text = new TextPlan { Encoding = TextEncoding.TfIdf } },
        ],
        TestRatio = 0,
        L2Penalty = 0.1,
    };
}
