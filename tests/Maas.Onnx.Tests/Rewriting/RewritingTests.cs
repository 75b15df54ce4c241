using System.Runtime.InteropServices;
using Maas.Contracts.Onnx;
using Maas.Onnx.Building;
using Maas.Onnx.Rewriting;
using Maas.Onnx.Validation;

namespace Maas.Onnx.Tests.Rewriting;

internal sealed class RewritingTests
{
    private const int Width = 32;

    private static readonly float[] Weights = Numbers(Width * Width, seed: 1);

    [Test]
    public void Body_IsWhatLiesBetweenFeaturesAndTheLastLayer()
    {
        var body = ModelBody.Of(Model(Weights), "features", "scores");

        Assert.That(body.Operators, Is.EqualTo(["Gemm", "Relu", "Gemm"]));
    }

    [Test]
    public void Body_WithoutALayer_IsRefused()
    {
        var graph = new OnnxGraphBuilder("test");
        var scores = graph.Node("Relu", "scores", [graph.Input("features", OnnxElementType.Float, OnnxDimension.Batch, 2)]);
        var model = graph.Build(new OnnxOutput(scores, OnnxElementType.Float, OnnxDimension.Batch, 2));

        Assert.That(() => ModelBody.Of(model, "features", "scores"), Throws.ArgumentException.With.Message.Contains("no fully connected layer"));
    }

    [Test]
    public void Weights_AsIntegers_AreOffByHalfAStepAtMost_AndZeroStaysZero()
    {
        float[] weights = [.. Weights];
        Array.Clear(weights, 0, Width);
        weights[Width] = 0;

        var quantized = ChannelQuantization.Of(weights, [Width, Width], axis: 0);

        for (var i = 0; i < weights.Length; i++)
        {
            var scale = quantized.Scales[i / Width];
            Assert.That(quantized.Values[i] * scale, Is.EqualTo(weights[i]).Within((0.5f * scale) + 1e-6f));
        }

        Assert.That(quantized.Values, Is.All.InRange(-64, 64));
        Assert.That(quantized.Values.AsSpan(0, Width + 1).ToArray(), Is.All.EqualTo(0));
        Assert.That(quantized.Transposed()[(5 * Width) + 3], Is.EqualTo(quantized.Values[(3 * Width) + 5]));
    }

    [Test]
    public void Weights_OfTheMiddleDimension_HaveAScalePerSlice()
    {
        var quantized = ChannelQuantization.Of([1, 2, 30, 4, 5, 6, 70, 8], [2, 2, 2], axis: 1);

        Assert.That(quantized.Scales, Is.EqualTo((float[])[6 / 64f, 70 / 64f]));
    }

    [Test]
    public void Step_HoldsZeroExactly([Values(-3f, 0f, 2f)] float low, [Values(2.5f, 7f)] float high)
    {
        var step = ActivationStep.Of(low, high);

        Assert.That(step.Scale * (0 - step.Zero), Is.EqualTo(Math.Min(low, 0)).Within(0.501f * step.Scale));
        Assert.That(step.Scale * (255 - step.Zero), Is.EqualTo(high).Within(0.501f * step.Scale));
    }

    [Test]
    public void SparseWeights_HoldTheSameNumbers_AndAreValid()
    {
        float[] weights = [.. Weights.Index().Select(weight => weight.Index % 5 == 0 ? weight.Item : 0)];
        var dense = Model(weights);

        var sparse = SparseWeights.Write(ModelBody.Of(dense, "features", "scores"), "pruned");

        var graph = ModelProto.Parser.ParseFrom(sparse).Graph;
        Assert.That(sparse.Length, Is.LessThan(0.7 * dense.Length));
        Assert.That(graph.SparseInitializer, Has.Count.EqualTo(2));
        Assert.That(Widen(graph.SparseInitializer[0]), Is.EqualTo(weights));
        Assert.That(() => new OnnxValidator(new OnnxLimits()).Read(new MemoryStream(sparse), new Dictionary<string, long>()), Throws.Nothing);
    }

    [Test]
    public void SparseWeights_OfWhichMostAreThere_StayAsTheyAre()
    {
        var graph = ModelProto.Parser.ParseFrom(SparseWeights.Write(ModelBody.Of(Model(Weights), "features", "scores"), "pruned")).Graph;

        Assert.That(graph.SparseInitializer, Is.Empty);
        Assert.That(graph.Initializer.Select(tensor => tensor.Dims.Count), Is.EqualTo([2, 1, 2, 1, 0]));
    }

    [Test]
    public void Integers_TakeThePlaceOfWeights_AndTheNameOfTheVariantIsKept()
    {
        var model = ModelProto.Parser.ParseFrom(DynamicInt8.Write(ModelBody.Of(Model(Weights), "features", "scores"), "dynamic-int8"));

        Assert.That(model.Graph.Initializer.Where(tensor => tensor.DataType == (int)OnnxElementType.Float).Max(tensor => tensor.RawData.Length), Is.EqualTo(4 * Width));
        Assert.That(model.Graph.Node.Count(node => node.OpType == "MatMulInteger"), Is.EqualTo(2));
        Assert.That(model.MetadataProps.Single(entry => entry.Key == "maas.variant").Value, Is.EqualTo("dynamic-int8"));
    }

    [Test]
    public void HalfPrecision_TouchesNeitherInputNorOutput()
    {
        var model = ModelProto.Parser.ParseFrom(HalfPrecision.Write(ModelBody.Of(Model(Weights), "features", "scores"), "fp16"));

        Assert.That(model.Graph.Node.Select(node => node.OpType), Is.EqualTo(["Clip", "Cast", "Gemm", "Relu", "Gemm", "Cast", "Add"]));
        Assert.That(model.Graph.Initializer.Count(tensor => tensor.DataType == (int)OnnxElementType.Float16), Is.EqualTo(4));
    }

    [Test]
    public void StaticIntegers_WatchInputsOfLayers()
    {
        var small = new StaticInt8(ModelBody.Of(Model(Weights), "features", "scores"));

        Assert.That(small.Watched, Is.EqualTo(["features", "hidden"]));
        Assert.That(ModelProto.Parser.ParseFrom(small.WriteWatched()).Graph.Output.Select(output => output.Name), Is.EqualTo(["scores", "features", "hidden"]));
    }

    [TestCase(1f)]
    [TestCase(1e7f)]
    public void StaticIntegers_KeepABiasBesideTinyWeights(float bias)
    {
        var body = ModelBody.Of(Model([.. Weights.Select(weight => 1e-9f * weight)], bias), "features", "scores");
        var small = new StaticInt8(body);

        var model = ModelProto.Parser.ParseFrom(small.Write(small.Watched.ToDictionary(value => value, _ => (-1f, 1f)), "static-int8"));

        var constants = model.Graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var (name, integers) = constants.First(constant => constant.Key.EndsWith("_int32", StringComparison.Ordinal));
        var scales = MemoryMarshal.Cast<byte, float>(constants[name.Replace("_int32", "_scale", StringComparison.Ordinal)].RawData.Span).ToArray();
        var kept = MemoryMarshal.Cast<byte, int>(integers.RawData.Span).ToArray().Zip(scales, (value, scale) => value * (double)scale);
        Assert.That(kept, Is.EqualTo(Numbers(Width, seed: 2).Select(number => (double)bias * number)).Within(1e-6 * bias));
    }

    // Two layers, and an addition behind them that is no part of the network.
    private static byte[] Model(float[] weights, float bias = 1)
    {
        var graph = new OnnxGraphBuilder("test");
        var features = graph.Input("features", OnnxElementType.Float, OnnxDimension.Batch, Width);
        var hidden = graph.Node("Relu", "hidden", [Layer(graph, features, weights, bias)]);
        var scores = graph.Node("Add", "scores", [Layer(graph, hidden, weights, bias), graph.Floats("mean", [1])]);
        return graph.Build(new OnnxOutput(scores, OnnxElementType.Float, OnnxDimension.Batch, Width));
    }

    private static OnnxValue Layer(OnnxGraphBuilder graph, OnnxValue value, float[] weights, float bias) => graph.Node(
        "Gemm", "layer", [value, graph.Floats("weights", weights, Width, Width), graph.Floats("biases", [.. Numbers(Width, seed: 2).Select(number => bias * number)], Width)],
        OnnxArgument.Of("transB", 1));

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }

    private static float[] Widen(SparseTensorProto sparse)
    {
        var dense = new float[sparse.Dims.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < sparse.Values.RawData.Length / sizeof(float); i++)
        {
            dense[BitConverter.ToInt64(sparse.Indices.RawData.Span[(8 * i)..])] = BitConverter.ToSingle(sparse.Values.RawData.Span[(4 * i)..]);
        }

        return dense;
    }
}
