using Google.Protobuf;
using Maas.Contracts.Onnx;
using Maas.Inference.Loading;
using Maas.Testing;
using Maas.Testing.Onnx;
using static Maas.Contracts.Onnx.AttributeProto.Types;

namespace Maas.Inference.Tests.Loading;

internal sealed class ExternalDataTests
{
    private static readonly TensorProto Outside = new() { Name = "w", DataLocation = TensorProto.Types.DataLocation.External };

    [Test]
    public void IsUsedBy_OfModelWithEverythingInside_IsFalse() => Assert.That(IsUsed(OnnxModels.Loop()), Is.False);

    [Test]
    public void IsUsedBy_FindsInitializers() =>
        Assert.That(IsUsed(new GraphProto { Initializer = { Outside } }), Is.True);

    [Test]
    public void IsUsedBy_FindsConstantsInSubgraphs()
    {
        var constant = new NodeProto { OpType = "Constant", Attribute = { Attribute(tensor: Outside) } };
        var loop = new NodeProto { OpType = "Loop", Attribute = { Attribute(graph: new GraphProto { Node = { constant } }) } };

        Assert.That(IsUsed(new GraphProto { Node = { loop } }), Is.True);
    }

    [Test]
    public void IsUsedBy_FindsSparseInitializers() => Assert.That(
        IsUsed(new GraphProto { SparseInitializer = { new SparseTensorProto { Indices = Outside } } }), Is.True);

    [Test]
    public void IsUsedBy_FindsConstantsInFunctions()
    {
        var constant = new NodeProto { OpType = "Constant", Attribute = { Attribute(tensor: Outside) } };
        var model = new ModelProto { Functions = { new FunctionProto { Node = { constant } } } };

        Assert.That(IsUsed(model.ToByteArray()), Is.True);
    }

    [Test]
    public void IsUsedBy_OfDeepNesting_IsRefused()
    {
        var graph = new GraphProto { Name = "innermost" };
        for (var i = 0; i < 40; i++)
        {
            graph = new GraphProto { Node = { new NodeProto { Attribute = { Attribute(graph: graph) } } } };
        }

        Assert.That(() => IsUsed(graph), Throws.InstanceOf<InvalidDataException>());
    }

    private static AttributeProto Attribute(TensorProto? tensor = null, GraphProto? graph = null) => tensor is null
        ? new AttributeProto { Name = "body", G = graph, Type = AttributeType.Graph }
        : new AttributeProto { Name = "value", T = tensor, Type = AttributeType.Tensor };

    private static bool IsUsed(GraphProto graph) => IsUsed(new ModelProto { Graph = graph }.ToByteArray());

    private static bool IsUsed(byte[] model)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("model.onnx"), model);
        return ExternalData.IsUsedBy(folder.File("model.onnx"));
    }
}
