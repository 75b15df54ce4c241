using Maas.Inference.Calls;
using Maas.Inference.Models;
using Maas.Inference.Sampling;

namespace Maas.Inference.Tests.Sampling;

internal sealed class ClassScoreRowsTests
{
    private static readonly float[] TwoRows = [0.25f, 0.5f, 0.25f, 0, 1, 0];

    [Test]
    public void Of_AllRows_GivesEachItsScores()
    {
        var scores = ClassScoreRows.Of(Answer([2, 3], TwoRows), [0, 1])!;

        Assert.That(scores.Row(0), Is.EqualTo(new[] { 0.25, 0.5, 0.25 }));
        Assert.That(scores.Row(1), Is.EqualTo(new double[] { 0, 1, 0 }));
    }

    [Test]
    public void Of_SomeRows_GivesThoseAlone()
    {
        var answer = Answer([3, 3], [.. TwoRows, 0.125f, 0.125f, 0.75f]);

        var scores = ClassScoreRows.Of(answer, [0, 2])!;

        Assert.That(scores.Row(0), Is.EqualTo(new[] { 0.25, 0.5, 0.25 }));
        Assert.That(scores.Row(1), Is.EqualTo(new[] { 0.125, 0.125, 0.75 }));
    }

    [TestCase(2, 2)]
    [TestCase(6)]
    [TestCase(3, 2)]
    public void Of_OutputThatHoldsNoNumberPerRowAndClass_IsNull(params int[] shape)
    {
        var answer = Answer([.. shape.Select(size => (long)size)], new float[shape.Aggregate(1, (count, size) => count * size)]);

        Assert.That(ClassScoreRows.Of(answer with { RowCount = 2 }, [0, 1]), Is.Null);
    }

    [Test]
    public void Of_OutputThatWasNotComputed_IsNull() =>
        Assert.That(ClassScoreRows.Of(Answer([2, 3], TwoRows) with { Outputs = [] }, [0, 1]), Is.Null);

    [TestCase(1000, true)]
    [TestCase(1001, false)]
    public void Of_ManyClasses_IsNullBeyondAThousand(int classCount, bool expected)
    {
        var labels = Enumerable.Range(0, classCount).Select(i => $"{i}").ToArray();

        Assert.That(ClassScoreRows.Of(Answer([1, classCount], new float[classCount], labels), [0]) is not null, Is.EqualTo(expected));
    }

    [TestCase(float.NaN)]
    [TestCase(-0.5f)]
    [TestCase(2)]
    public void Row_WithWhatIsNoProbability_IsEmptyAndOthersAreNot(float score)
    {
        var scores = ClassScoreRows.Of(Answer([2, 3], [0, score, 0, 0, 1, 0]), [0, 1])!;

        Assert.That((scores.Row(0).Count, scores.Row(1).Count), Is.EqualTo((0, 3)));
    }

    [Test]
    public void Row_OfScoresThatWereRounded_IsWithinZeroAndOne()
    {
        var scores = ClassScoreRows.Of(Answer([1, 3], [1.0001f, -0.0001f, 0]), [0])!;

        Assert.That(scores.Row(0), Is.EqualTo(new double[] { 1, 0, 0 }));
    }

    [Test]
    public void SizeBytes_OfSampledRows_CountsScoresAsTheyAreOnTheWire()
    {
        var answer = Answer([2, 3], TwoRows);
        var with = SampledCall.Of(answer, "deployments/prod", "models/iris/versions/1", [0, 1], DateTimeOffset.UnixEpoch);
        var without = SampledCall.Of(
            answer with { Outputs = [] }, "deployments/prod", "models/iris/versions/1", [0, 1], DateTimeOffset.UnixEpoch);

        Assert.That(with.SizeBytes - without.SizeBytes, Is.GreaterThanOrEqualTo(SizeOf(with) - SizeOf(without)).And.LessThanOrEqualTo(60));

        static int SizeOf(SampledCall call) => MonitoringMessages.ToMessage(
            new ObservationBatch { Counts = [], Held = [], Rows = [new SampledRow(call, 0), new SampledRow(call, 1)], DroppedSampleCount = 0 },
            "replica").CalculateSize();
    }

    private static CallAnswer Answer(long[] shape, float[] scores, string[]? labels = null)
    {
        var model = Signatures.Classifier();
        if (labels is not null)
        {
            model = ServingHost.Model(
                Testing.Onnx.OnnxModels.Linear([1], 0), "wide", model.Signature with { ClassLabels = labels });
        }

        return new CallAnswer
        {
            Name = "iris",
            Deployment = "",
            Model = model,
            Inputs = [],
            Outputs = [new Tensor("probabilities", TensorDataType.Fp32, shape, Requests.Bytes(scores))],
            RowCount = (int)shape[0],
            PredictionIds = [],
        };
    }
}
