using Maas.Onnx.Validation;

namespace Maas.Onnx.Reading;

/// <summary>What a model takes and gives, read from the model itself. Immutable.</summary>
public sealed record OnnxGraph
{
    /// <summary>Version of the format.</summary>
    public required long IrVersion { get; init; }

    /// <summary>Version of the operators by domain; <c>ai.onnx</c> is the empty domain.</summary>
    public required IReadOnlyDictionary<string, long> OperatorSets { get; init; }

    /// <summary>What a caller must send, in the order of the graph. Inputs with a default value are not among them.</summary>
    public required IReadOnlyList<OnnxTensor> Inputs { get; init; }

    /// <summary>What comes out, in the order of the graph.</summary>
    public required IReadOnlyList<OnnxTensor> Outputs { get; init; }

    /// <summary>What the model reads from other files, wherever in the model it says so.</summary>
    public IReadOnlyList<OnnxExternalData> ExternalData { get; init; } = [];

    /// <summary>Nodes once every call of a function of the model is replaced by its nodes, as the runtime does.</summary>
    public long ExpandedNodeCount { get; init; }

    /// <summary>Bytes of all constant tensors, in this file and in others.</summary>
    public long ParameterBytes { get; init; }

    /// <summary>Reads and checks a file that needs no other.</summary>
    /// <exception cref="OnnxFormatException">Not an ONNX model that can be served.</exception>
    public static OnnxGraph Read(string path)
    {
        using var file = File.OpenRead(path);
        return Read(file);
    }

    /// <summary>Reads and checks a stream from its position to its end; a model that needs no other file.</summary>
    /// <exception cref="OnnxFormatException">Not an ONNX model that can be served.</exception>
    public static OnnxGraph Read(Stream stream) => new OnnxValidator(new OnnxLimits()).Read(stream, NoFiles);

    /// <summary>The two spellings of the standard domain are one.</summary>
    internal static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;

    private static readonly Dictionary<string, long> NoFiles = [];
}
