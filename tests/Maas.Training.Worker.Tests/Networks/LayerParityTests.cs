using Maas.Onnx.Building;
using Maas.Training.Plans;
using Maas.Training.Worker.Networks;
using Maas.Training.Worker.Networks.Layers;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Maas.Training.Worker.Tests.Networks;

/// <summary>Both halves of every layer give the same numbers.</summary>
internal sealed class LayerParityTests
{
    private const int Rows = 7;

    private static IEnumerable<TestCaseData> Networks()
    {
        yield return Case("dense", 5, new Dense(3));
        foreach (var function in ActivationFunction.All)
        {
            yield return Case($"activation {function}", 5, new Activation(function));
        }

        yield return Case("dropout", 5, new Dropout(0.5), new Dense(2));
        yield return Case("transposition", 6, new Reshape([2, 3]), new Transposition(), new Reshape([6]));
        yield return Case("convolution 1-d", 12, new Reshape([2, 6]), new Convolution(4, 5));
        yield return Case("convolution 2-d", 48, new Reshape([3, 4, 4]), new Convolution(4));
        yield return Case("normalisation 1-d", 12, new Reshape([2, 6]), new BatchNormalization());
        yield return Case("normalisation 2-d", 48, new Reshape([3, 4, 4]), new BatchNormalization());
        yield return Case("pooling 1-d, odd", 14, new Reshape([2, 7]), new MaxPooling());
        yield return Case("pooling 2-d, odd", 45, new Reshape([1, 5, 9]), new MaxPooling());
        yield return Case("largest 1-d", 14, new Reshape([2, 7]), new GlobalMaxPooling());
        yield return Case("largest 2-d", 45, new Reshape([1, 5, 9]), new GlobalMaxPooling());
        foreach (var cell in RecurrentCell.All)
        {
            foreach (var levels in (int[])[1, 2])
            {
                foreach (var isBidirectional in (bool[])[false, true])
                {
                    yield return Case(
                        $"{cell}, {levels} levels, both ways {isBidirectional}", 12,
                        new Reshape([4, 3]), new Recurrence(cell, 5, levels, isBidirectional, IsPadded: false), new Dense(2));
                }
            }
        }
    }

    [TestCaseSource(nameof(Networks))]
    public void Network_InTorchAndInOnnxRuntime_GivesTheSame(string name, int width, Layer[] layers)
    {
        random.manual_seed(7);
        using var network = new Network(layers, width);
        var values = Numbers(width);
        Train(network, values, width);

        Assert.That(LargestDifference(network, values, width), Is.LessThan(1e-5), name);
    }

    [Test]
    public void Network_OverPaddedTokens_GivesTheSame(
        [Values("rnn", "lstm", "gru")] string cell, [Values(1, 2)] int levels, [Values] bool isBidirectional)
    {
        random.manual_seed(7);
        using var network = new Network(
            [new Embedding(20, 4), new Recurrence(cell, 5, levels, isBidirectional, IsPadded: true), new Dense(2)], width: 6);

        // Of all lengths, none and all among them.
        float[] tokens = [.. Enumerable.Range(0, Rows).SelectMany(row =>
            Enumerable.Range(0, 6).Select(step => step < row ? (float)(((7 * row) + (3 * step)) % 19) + 1 : 0))];

        Assert.That(LargestDifference(network, tokens, 6), Is.LessThan(1e-5));
    }

    [Test]
    public void Network_OverPaddedTokens_IgnoresPadding()
    {
        random.manual_seed(7);
        using var shorter = new Network([new Embedding(20, 4), new Recurrence("gru", 5, 1, true, IsPadded: true)], width: 3);
        random.manual_seed(7);
        using var longer = new Network([new Embedding(20, 4), new Recurrence("gru", 5, 1, true, IsPadded: true)], width: 9);

        using var one = shorter.Forward(tensor(new float[] { 4, 7, 2 }, [1, 3]));
        using var same = longer.Forward(tensor(new float[] { 4, 7, 2, 0, 0, 0, 0, 0, 0 }, [1, 9]));

        Assert.That(one.data<float>().ToArray(), Is.EqualTo(same.data<float>().ToArray()).Within(1e-6));
    }

    private static TestCaseData Case(string name, int width, params Layer[] layers) =>
        new TestCaseData(name, width, layers).SetArgDisplayNames(name);

    private static float[] Numbers(int width)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, Rows * width).Select(_ => (float)((4 * random.NextDouble()) - 2))];
    }

    // So that the running figures of a normalisation are not those it begins with.
    private static void Train(Network network, float[] values, int width)
    {
        network.Modules.train();
        for (var i = 0; i < 3; i++)
        {
            using var scope = NewDisposeScope();
            network.Forward(tensor(values, [Rows, width]) + i);
        }
    }

    private static double LargestDifference(Network network, float[] values, int width)
    {
        network.Modules.eval();
        using var withoutGradients = no_grad();
        using var expected = network.Forward(tensor(values, [Rows, width]));
        var graph = new OnnxGraphBuilder("test");
        var output = network.AppendTo(graph, graph.Input("x", OnnxElementType.Float, OnnxDimension.Batch, width));
        using var session = new InferenceSession(graph.Build(new OnnxOutput(
            output, OnnxElementType.Float, [OnnxDimension.Batch, .. network.OutputShape.Select(size => (OnnxDimension)size)])));
        using var input = OrtValue.CreateTensorValueFromMemory(values, [Rows, width]);
        using var options = new RunOptions();
        using var results = session.Run(options, ["x"], [input], [output.Name]);
        var actual = results[0].GetTensorDataAsSpan<float>().ToArray();
        return actual.Zip(expected.contiguous().data<float>(), (a, b) => Math.Abs(a - b)).Max();
    }
}
