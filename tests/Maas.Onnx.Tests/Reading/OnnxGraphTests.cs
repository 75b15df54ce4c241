using Google.Protobuf;
using Maas.Contracts.Onnx;
using Maas.Onnx.Reading;
using DataType = Maas.Contracts.Onnx.TensorProto.Types.DataType;

namespace Maas.Onnx.Tests.Reading;

internal sealed class OnnxGraphTests
{
    [Test]
    public void Read_Model_TellsInputsAndOutputsWithTypesAndShapes()
    {
        var graph = Read(Model());

        Assert.That(graph.Inputs.Select(input => (input.Name, input.DataType)), Is.EqualTo(new[] { ("x", "FP32"), ("city", "BYTES") }));
        Assert.That(graph.Inputs[0].Shape, Is.EqualTo(new long[] { -1, 3 }));
        Assert.That(graph.Outputs.Select(output => (output.Name, output.DataType)), Is.EqualTo(new[] { ("y", "FP32"), ("c", "BYTES") }));
        Assert.That(graph.Outputs[1].Shape, Is.Null);
    }

    [Test]
    public void Read_InputWithADefault_IsNotAmongTheInputs()
    {
        var model = Model();
        model.Graph.Input.Add(Value("w", DataType.Float, 3, 1));

        Assert.That(Read(model).Inputs.Select(input => input.Name), Is.EqualTo(new[] { "x", "city" }));
    }

    [Test]
    public void Read_NegativeOrMissingDimension_IsAnySize()
    {
        var model = Model();
        model.Graph.Input[0].Type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension());
        model.Graph.Input[0].Type.TensorType.Shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = -7 });

        Assert.That(Read(model).Inputs[0].Shape, Is.EqualTo(new long[] { -1, 3, -1, -1 }));
    }

    [Test]
    public void Read_Text_IsRefusedAsNoOnnxFile() => Assert.That(
        () => OnnxGraph.Read(new MemoryStream("age,sex\n1,2\n"u8.ToArray())),
        Throws.TypeOf<OnnxFormatException>().With.Message.StartsWith("Not an ONNX file"));

    [Test]
    public void Read_EmptyFile_IsRefusedAsNoOnnxFile() => Assert.That(
        () => OnnxGraph.Read(new MemoryStream()),
        Throws.TypeOf<OnnxFormatException>().With.Message.EqualTo("Not an ONNX file: it has no ir_version."));

    [Test]
    public void Read_AnyTruncatedOrDamagedFile_IsReadOrRefusedButNeverBreaks()
    {
        var bytes = Model().ToByteArray();
        var random = new Random(20261124);

        for (var i = 0; i < 2000; i++)
        {
            var damaged = bytes[..random.Next(bytes.Length + 1)];
            for (var flip = random.Next(3); flip > 0 && damaged.Length > 0; flip--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                OnnxGraph.Read(new MemoryStream(damaged));
            }
            catch (OnnxFormatException)
            {
            }
        }
    }

    [TestCaseSource(nameof(BrokenModels))]
    public void Read_BrokenModel_SaysWhat(Action<ModelProto> breakIt, string problem)
    {
        var model = Model();
        breakIt(model);

        Assert.That(
            () => Read(model),
            Throws.TypeOf<OnnxFormatException>().With.Property(nameof(OnnxFormatException.Problems)).Contains(problem));
    }

    private static IEnumerable<TestCaseData<Action<ModelProto>, string>> BrokenModels()
    {
        yield return Broken("no graph", m => m.Graph = null, "The model has no graph.");
        yield return Broken("future", m => m.IrVersion = 14, "Expected ir_version 3 to 13, got 14.");
        yield return Broken("no operators", m => m.OpsetImport.Clear(), "The model imports no operator set.");
        yield return Broken("twin inputs", m => m.Graph.Input.Add(m.Graph.Input[0]), "2 inputs are named 'x'.");
        yield return Broken("no outputs", m => m.Graph.Output.Clear(), "The graph has no outputs.");
        yield return Broken(
            "complex",
            m => m.Graph.Input[0].Type.TensorType.ElemType = (int)DataType.Complex64,
            "Input 'x' has elements of type Complex64, which cannot be served.");
        yield return Broken(
            "unknown type",
            m => m.Graph.Output[0].Type.TensorType.ElemType = 99,
            "Output 'y' has elements of type 99, which cannot be served.");
        yield return Broken(
            "sequence",
            m => m.Graph.Output[0].Type = new TypeProto { SequenceType = new TypeProto.Types.Sequence() },
            "Output 'y' is a sequence or map, and only tensors can be served. " +
            "Export scikit-learn models with zipmap=False.");
        yield return Broken(
            "dangling", m => m.Graph.Node[0].Input[1] = "v", "Node 0 (MatMul) reads 'v', which nothing before it makes.");
        yield return Broken(
            "twin values", m => m.Graph.Node[1].Output[0] = "y", "Node 1 (Identity) makes 'y', which is there already.");
        yield return Broken("unmade", m => m.Graph.Output[0].Name = "z", "Output 'z' is made by nothing in the graph.");
        yield return Broken(
            "external",
            m => m.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External,
            "Tensor 'w' is kept outside the file and in it.");
        yield return Broken(
            "external without a file",
            m =>
            {
                m.Graph.Initializer[0].FloatData.Clear();
                m.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External;
                m.Graph.Initializer[0].ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "w.bin" });
            },
            "Tensor 'w' is kept outside the file at 'w.bin', which is no file of this version. " +
            "Add the file to the version under exactly this path, or save the model as one file.");
    }

    private static TestCaseData<Action<ModelProto>, string> Broken(string name, Action<ModelProto> change, string problem) =>
        new(change, problem) { TestName = $"Read_BrokenModel_SaysWhat({name})" };

    private static OnnxGraph Read(ModelProto model) => OnnxGraph.Read(new MemoryStream(model.ToByteArray()));

    private static ModelProto Model() => new()
    {
        IrVersion = 10,
        OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 21 } },
        Graph = new GraphProto
        {
            Name = "g",
            Input = { Value("x", DataType.Float, "N", 3), Value("city", DataType.String, "N", 1) },
            Output =
            {
                Value("y", DataType.Float, "N", 1),
                new ValueInfoProto
                {
                    Name = "c",
                    Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.String } },
                },
            },
            Initializer = { new TensorProto { Name = "w", DataType = (int)DataType.Float, Dims = { 3, 1 }, FloatData = { 1, 2, 3 } } },
            Node =
            {
                new NodeProto { OpType = "MatMul", Input = { "x", "w" }, Output = { "y" } },
                new NodeProto { OpType = "Identity", Input = { "city" }, Output = { "c" } },
            },
        },
    };

    private static ValueInfoProto Value(string name, DataType type, params object[] shape) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)type,
                Shape = new TensorShapeProto
                {
                    Dim =
                    {
                        shape.Select(size => size is string symbol
                            ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                            : new TensorShapeProto.Types.Dimension { DimValue = (int)size }),
                    },
                },
            },
        },
    };
}
