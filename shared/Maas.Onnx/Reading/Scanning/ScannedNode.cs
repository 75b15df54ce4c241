namespace Maas.Onnx.Reading.Scanning;

/// <summary>One operation.</summary>
internal sealed class ScannedNode
{
    public string Operator { get; set; } = "";

    public string Domain { get; set; } = "";

    public string Overload { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    /// <summary>Those the rules ask for; null when there are none.</summary>
    public List<ScannedAttribute>? Attributes { get; set; }

    public FunctionId Callee => new(Domain, Operator, Overload);

    public ScannedAttribute? Find(string attribute) => Attributes?.Find(candidate => candidate.Name == attribute);

    /// <summary>Graphs within this node.</summary>
    public IEnumerable<ScannedGraph> Graphs =>
        Attributes is null ? [] : Attributes.SelectMany(attribute => attribute.Graphs);
}

/// <summary>A constant of a node: a small list of numbers, tensors, or graphs.</summary>
internal sealed class ScannedAttribute
{
    /// <summary>Longer lists are no shape, and are not kept.</summary>
    public const int MaxNumbers = 64;

    public string Name { get; set; } = "";

    /// <summary>The numbers, if they are <see cref="MaxNumbers"/> at most.</summary>
    public List<double> Numbers { get; } = [];

    public List<ScannedTensor> Tensors { get; } = [];

    public List<ScannedSparseTensor> SparseTensors { get; } = [];

    public List<ScannedGraph> Graphs { get; } = [];

    public bool HasContent => Tensors.Count + SparseTensors.Count + Graphs.Count > 0;
}
