using Google.Protobuf;
using Maas.Contracts.Onnx;

namespace Maas.Onnx.Reading;

/// <summary>What a model takes and gives, read from the model itself. Immutable.</summary>
public sealed record OnnxGraph
{
    /// <summary>
    /// Subgraphs nest by three messages a level; real models stay below ten levels. Guards the stack against a
    /// hostile file.
    /// </summary>
    private const int MaxMessageDepth = 100;

    /// <summary>Version of the format, <see cref="OnnxRules.MinIrVersion"/> to <see cref="OnnxRules.MaxIrVersion"/>.</summary>
    public required long IrVersion { get; init; }

    /// <summary>Version of the operators by domain; <c>ai.onnx</c> is the empty domain.</summary>
    public required IReadOnlyDictionary<string, long> OperatorSets { get; init; }

    /// <summary>What a caller must send, in the order of the graph. Inputs with a default value are not among them.</summary>
    public required IReadOnlyList<OnnxTensor> Inputs { get; init; }

    /// <summary>What comes out, in the order of the graph.</summary>
    public required IReadOnlyList<OnnxTensor> Outputs { get; init; }

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="OnnxFormatException">Not an ONNX model that can be served.</exception>
    public static OnnxGraph Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file);
    }

    /// <summary>Reads and checks a stream from its position to its end, at most 2 GiB.</summary>
    /// <exception cref="OnnxFormatException">Not an ONNX model that can be served.</exception>
    public static OnnxGraph Read(Stream stream)
    {
        var model = Parse(stream);
        var problems = new OnnxRules(model).FindProblems();
        if (problems.Count > 0)
        {
            throw new OnnxFormatException(problems);
        }

        var defaults = model.Graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        return new OnnxGraph
        {
            IrVersion = model.IrVersion,
            OperatorSets = model.OpsetImport.ToDictionary(set => Domain(set.Domain), set => set.Version),
            Inputs = [.. model.Graph.Input.Where(input => !defaults.Contains(input.Name)).Select(ToTensor)],
            Outputs = [.. model.Graph.Output.Select(ToTensor)],
        };
    }

    /// <summary>The two spellings of the standard domain are one.</summary>
    internal static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;

    private static ModelProto Parse(Stream stream)
    {
        try
        {
            var input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, MaxMessageDepth);
            var model = new ModelProto();
            model.MergeFrom(input);
            return model;
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxFormatException([$"Not an ONNX file: its bytes are no protobuf message ({e.Message.TrimEnd('.')})."], e);
        }
    }

    private static OnnxTensor ToTensor(ValueInfoProto value) => new(
        value.Name,
        OnnxDataTypes.FindName(value.Type.TensorType.ElemType)!,
        value.Type.TensorType.Shape?.Dim.Select(ToSize).ToArray());

    private static long ToSize(TensorShapeProto.Types.Dimension dimension) =>
        dimension.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue && dimension.DimValue >= 0
            ? dimension.DimValue
            : -1;
}
