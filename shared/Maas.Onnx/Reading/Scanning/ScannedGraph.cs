using Maas.Contracts.Onnx;

namespace Maas.Onnx.Reading.Scanning;

/// <summary>The graph of a model, or one within a node.</summary>
internal sealed class ScannedGraph
{
    public List<ScannedNode> Nodes { get; } = [];

    public List<ScannedTensor> Initializers { get; } = [];

    public List<ScannedSparseTensor> SparseInitializers { get; } = [];

    public List<ScannedValue> Inputs { get; } = [];

    public List<ScannedValue> Outputs { get; } = [];
}

/// <summary>A function that the model brings along. Its nodes see nothing but its inputs.</summary>
internal sealed class ScannedFunction
{
    public string Domain { get; set; } = "";

    public string Name { get; set; } = "";

    public string Overload { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public List<OperatorSet> OperatorSets { get; } = [];

    public List<ScannedNode> Nodes { get; } = [];

    /// <summary>Stands for nothing that runs: it holds the values of attributes that a caller may leave out.</summary>
    public ScannedNode Defaults { get; } = new();

    public FunctionId Id => new(Domain, Name, Overload);
}

/// <summary>What a node calls.</summary>
internal readonly record struct FunctionId(string Domain, string Name, string Overload);

/// <summary>An input or output.</summary>
/// <param name="Name">As written.</param>
/// <param name="Type">Null when there is none, and within nodes, where nobody asks.</param>
internal sealed record ScannedValue(string Name, TypeProto? Type);
