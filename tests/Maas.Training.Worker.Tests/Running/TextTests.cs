using Maas.Training.Plans;
using Maas.Training.Worker.Data;
using Maas.Training.Worker.Sessions;

namespace Maas.Training.Worker.Tests.Running;

/// <summary>From text to label.</summary>
public sealed class TextTests
{
    private static readonly string[] Openings = ["Großartiges Essen", "great food", "Lovely place!", "schlechter Service", "awful food", "Never again..."];

    [TestCase(Algorithm.LogisticRegression, TextEncoding.TfIdf, 1)]
    [TestCase(Algorithm.LogisticRegression, TextEncoding.TfIdf, 3)]
    [TestCase(Algorithm.Mlp, TextEncoding.TfIdf, 2)]
    [TestCase(Algorithm.Rnn, TextEncoding.TokenIds, 1)]
    [TestCase(Algorithm.Cnn, TextEncoding.TokenIds, 1)]
    public void Model_OfTexts_LearnsTheirWordsAndAnswersAnyText(string algorithm, string encoding, int maxNgram)
    {
        using var bench = new JobBench();
        var outcome = bench.Train(Plan(bench, algorithm, new TextPlan { Encoding = encoding, MaxNgram = maxNgram, MaxLength = 8 }));

        using var session = new ArtifactSession(File.ReadAllBytes(bench.Folder.ModelPath), threads: 1);
        string[] texts = ["", "...", "unknown words only", "GROSSARTIGES essen", "Great FOOD, great", new string('x', 10_000), "一二三 Łódź 👍"];
        var (scores, labels) = session.RunFloatsAndTexts(new RawRows(texts.Length, [new RawColumn("text", null, texts)]), "probabilities", "label");
        var (alone, _) = session.RunFloatsAndTexts(new RawRows(1, [new RawColumn("text", null, [""])]), "probabilities", "label");

        Assert.That(outcome.Metrics["train.accuracy"], Is.EqualTo(1));
        Assert.That(outcome.ParityError, Is.LessThanOrEqualTo(1e-5));
        Assert.That(scores, Has.Length.EqualTo(2 * texts.Length).And.All.Matches<float>(float.IsFinite));
        Assert.That(labels[4], Is.EqualTo("good"));
        Assert.That(alone, Is.EqualTo(scores[..2]).Within(1e-6), "a batch without any word");
        Assert.That(outcome.Signature.Inputs.Single().Role, Is.EqualTo(TensorRole.Text));
    }

    [Test]
    public void TfIdf_IsThatOfScikitLearn()
    {
        // By the formula of scikit-learn's TfidfVectorizer (smooth_idf, norm='l2'), words of two letters and more.
        var rows = new RawRows(3, [new RawColumn("text", null, ["the cat sat", "the cat sat on the mat", "dogs and cats"])]);
        var feature = new FeaturePlan
        {
            Column = "text", Kind = FeatureKind.Text, Imputation = "", Text = new TextPlan { MinDocuments = 1 },
        };

        var (names, values) = JobBench.Prepare([feature], rows);

        Assert.That(names, Is.EqualTo((string[])["text:and", "text:cat", "text:cats", "text:dogs", "text:mat", "text:on", "text:sat", "text:the"]));
        Assert.That(values[..8], Is.EqualTo((float[])[0, 0.57735027f, 0, 0, 0, 0, 0.57735027f, 0.57735027f]).Within(1e-6));
        Assert.That(values[8..16], Is.EqualTo((float[])[0, 0.325166f, 0, 0, 0.427554f, 0.427554f, 0.325166f, 0.650331f]).Within(1e-5));
        Assert.That(values[16..], Is.EqualTo((float[])[0.57735027f, 0, 0.57735027f, 0.57735027f, 0, 0, 0, 0]).Within(1e-6));
    }

    private static TrainingPlan Plan(JobBench bench, string algorithm, TextPlan text) => new()
    {
        TablePath = bench.TableOf("\"text\", label", string.Join(", ", Enumerable.Range(0, 48).Select(row =>
            $"('{Openings[row % 6]} number{row % 5}', '{(row % 6 < 3 ? "good" : "bad")}')"))),
        DatasetFingerprint = "texts",
        TargetColumn = "label",
        Task = LearningTask.Classification,
        Algorithm = algorithm,
        Features = [new FeaturePlan { Column = "text", Kind = FeatureKind.Text, Imputation = "", Text = text }],
        TestRatio = 0,
        L2Penalty = 0.1,
        Network = new NetworkPlan { HiddenUnits = [8], Channels = [8], StateUnits = 8, TokenDimension = 8 },
        Learning = new LearningPlan { EpochCount = 60, BatchSize = 8, LearningRate = 0.01 },
    };
}
