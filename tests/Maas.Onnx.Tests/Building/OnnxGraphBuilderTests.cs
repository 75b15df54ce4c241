using Maas.Contracts.Onnx;
using Maas.Onnx.Building;
using Maas.Onnx.Reading;

namespace Maas.Onnx.Tests.Building;

internal sealed class OnnxGraphBuilderTests
{
    [Test]
    public void Build_Graph_IsReadBackWithItsInputsOutputsAndOperatorSets()
    {
        var graph = OnnxGraph.Read(new MemoryStream(OneHotModel()));

        Assert.That(graph.IrVersion, Is.EqualTo(10));
        Assert.That(graph.OperatorSets, Is.EqualTo(new Dictionary<string, long> { [""] = 21, ["ai.onnx.ml"] = 3 }));
        Assert.That((graph.Inputs.Single().Name, graph.Inputs.Single().DataType), Is.EqualTo(("color", "BYTES")));
        Assert.That(graph.Inputs.Single().Shape, Is.EqualTo(new long[] { -1, 1 }));
        Assert.That(graph.Outputs.Single().Shape, Is.EqualTo(new long[] { -1, 2 }));
    }

    [Test]
    public void Build_Twice_GivesTheSameBytes()
    {
        var first = OneHotModel();
        var second = OneHotModel();

        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void Build_ThenMoreNodes_LeavesTheFirstModelAsItWas()
    {
        var graph = new OnnxGraphBuilder("g");
        var x = graph.Input("x", OnnxElementType.Float, OnnxDimension.Batch, 1);
        var y = graph.Node("Abs", "y", [x]);

        var first = Build(graph, y);
        var z = graph.Node("Neg", "z", [y]);
        var second = Build(graph, z);

        Assert.That(first.Graph.Node.Select(node => node.OpType), Is.EqualTo(new[] { "Abs" }));
        Assert.That(second.Graph.Node.Select(node => node.OpType), Is.EqualTo(new[] { "Abs", "Neg" }));
        Assert.That(second.Graph.Output.Single().Name, Is.EqualTo("z"));
    }

    [Test]
    public void Names_ThatAreTaken_GetANumber()
    {
        var graph = new OnnxGraphBuilder("g");
        var x = graph.Input("label", OnnxElementType.Float, 1);

        var first = graph.Node("Abs", "label", [x]);
        var second = graph.Floats("label", [1], 1);

        Assert.That((first.Name, second.Name), Is.EqualTo(("label_2", "label_3")));
    }

    [Test]
    public void Input_UnderATakenName_IsRefused()
    {
        var graph = new OnnxGraphBuilder("g");
        graph.Input("x", OnnxElementType.Float, 1);

        Assert.That(
            () => graph.Input("x", OnnxElementType.String, 1),
            Throws.ArgumentException.With.Message.Contains("'x'"));
    }

    [Test]
    public void Node_OnAnUnknownValue_IsRefused() => Assert.That(
        () => new OnnxGraphBuilder("g").Node("Abs", "y", [new OnnxValue("nowhere")]),
        Throws.ArgumentException.With.Message.Contains("'nowhere'"));

    [Test]
    public void Constant_WhoseShapeHoldsAnotherCount_IsRefused() => Assert.That(
        () => new OnnxGraphBuilder("g").Floats("w", [1, 2, 3], 2, 2),
        Throws.ArgumentException.With.Message.Contains("[2, 2] holds 4 elements, got 3"));

    [Test]
    public void Constants_AreLittleEndianAndTextsOneByOne()
    {
        var graph = new OnnxGraphBuilder("g");
        graph.Floats("f", [1, -2], 2);
        graph.Doubles("d", [0.5], 1);
        graph.Int64s("i", [258], 1);
        graph.Strings("s", ["a", "é"], 2);
        graph.Int64s("scalar", [7]);

        var tensors = ModelProto.Parser.ParseFrom(graph.Build()).Graph.Initializer.ToDictionary(tensor => tensor.Name);

        Assert.That(tensors["f"].RawData.ToByteArray(), Is.EqualTo(new byte[] { 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0 }));
        Assert.That(tensors["d"].RawData.ToByteArray(), Is.EqualTo(new byte[] { 0, 0, 0, 0, 0, 0, 0xE0, 0x3F }));
        Assert.That(tensors["i"].RawData.ToByteArray(), Is.EqualTo(new byte[] { 2, 1, 0, 0, 0, 0, 0, 0 }));
        Assert.That(tensors["s"].StringData.Select(text => text.ToStringUtf8()), Is.EqualTo(new[] { "a", "é" }));
        Assert.That(tensors["scalar"].Dims, Is.Empty);
    }

    [Test]
    public void Metadata_IsOrderedByKey()
    {
        var graph = new OnnxGraphBuilder("g");
        graph.Metadata("b", "2");
        graph.Metadata("a", "1");

        var facts = ModelProto.Parser.ParseFrom(graph.Build()).MetadataProps;

        Assert.That(facts.Select(fact => (fact.Key, fact.Value)), Is.EqualTo(new[] { ("a", "1"), ("b", "2") }));
    }

    private static ModelProto Build(OnnxGraphBuilder graph, OnnxValue output) => ModelProto.Parser.ParseFrom(
        graph.Build(new OnnxOutput(output, OnnxElementType.Float, OnnxDimension.Batch, 1)));

    private static byte[] OneHotModel()
    {
        var graph = new OnnxGraphBuilder("one-hot");
        var color = graph.Input("color", OnnxElementType.String, OnnxDimension.Batch, 1);
        var indicators = graph.Node(
            OnnxOpset.MachineLearning, "OneHotEncoder", "indicators", [color],
            OnnxArgument.Of("cats_strings", ["blue", "red"]), OnnxArgument.Of("zeros", 1));
        var flat = graph.Node("Reshape", "flat", [indicators, graph.Int64s("shape", [0, 2], 2)]);
        return graph.Build(new OnnxOutput(flat, OnnxElementType.Float, OnnxDimension.Batch, 2));
    }
}
